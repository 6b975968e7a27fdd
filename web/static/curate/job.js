// The page of a job opens its draft as soon as there is one. Without this module the page is loaded again now and then.

const DELAY_MS = 1000;

async function look() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "application/json" } });
    if (response.ok && !["waiting", "running"].includes((await response.json()).state)) {
      location.reload();
      return;
    }
  } catch {
    // the server is being started again: the job is not lost
  }
  setTimeout(look, DELAY_MS);
}

setTimeout(look, DELAY_MS);
