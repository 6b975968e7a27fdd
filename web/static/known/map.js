/* Draws the map when it comes into sight: only then are its libraries fetched. The table of the page says the same. */

const map = document.getElementById("map");

function show(drawable) {
  map.hidden = !drawable;
  document.getElementById("no-map").hidden = drawable;
}

function run(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.async = false; // in the order in which they are given
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

async function draw() {
  const { areas, known, points, scripts, spec } = map.dataset;
  const [drawing, values] = await Promise.all([read(spec), read(known), ...scripts.split(" ").map(run)]);
  drawing.datasets = { known: values };
  drawing.layer[0].data.url = areas;
  drawing.layer[1].data.url = points;
  drawing.height = Math.round(map.clientWidth / 2.1);
  await vegaEmbed(map.firstElementChild, drawing, {
    actions: false,
    ast: true, // expressions are interpreted: the Content-Security-Policy allows no eval
    defaultStyle: false, // nor does it allow style sheets that are not files
    renderer: "svg", // whose colours follow the style sheet
    tooltip: { disableDefaultStyle: true },
  });
  map.dataset.drawn = "yes";
}

const watcher = new IntersectionObserver((entries) => {
  if (!entries.some((entry) => entry.isIntersecting)) return;
  watcher.disconnect();
  draw().catch((error) => {
    show(false);
    throw error;
  });
});
show(true);
watcher.observe(map);
