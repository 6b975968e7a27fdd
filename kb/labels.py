"""The words that documents and references say around the record, in English and Indonesian."""

from __future__ import annotations

from collections.abc import Mapping

from kb.text import LocalText

_LABELS: Mapping[str, LocalText] = {
    name: LocalText(en=en, id=indonesian)
    for name, en, indonesian in (
        ("title", "Social security for platform workers: countries compared",
         "Jaminan sosial bagi pekerja platform: perbandingan negara"),
        ("creator", "Knowledge base on social security for platform workers",
         "Basis pengetahuan jaminan sosial bagi pekerja platform"),
        ("about", "About", "Tentang"),
        ("accessed", "Read on", "Dibaca pada"),
        ("address", "On the web", "Di web"),
        ("answers", "Answers by country", "Jawaban menurut negara"),
        ("answers-title", "What countries do on the question", "Apa yang dilakukan negara mengenai pertanyaan ini"),
        ("as-at", "Information as at", "Keadaan per"),
        ("as-of", "as of", "per"),
        ("brief-question", "How do %s cover platform workers by social security?",
         "Bagaimana %s memberikan jaminan sosial bagi pekerja platform?"),
        ("brief-title", "Policy brief: social security for platform workers",
         "Risalah kebijakan: jaminan sosial bagi pekerja platform"),
        ("cells", "Cells", "Sel"),
        ("challenges", "Institutional challenges", "Tantangan kelembagaan"),
        ("codes", "Codes", "Kode"),
        ("comparison", "Comparison", "Perbandingan"),
        ("countries", "Countries", "Negara"),
        ("country", "Country", "Negara"),
        ("country-code", "Country code", "Kode negara"),
        ("date", "Date", "Tanggal"),
        ("each-country", "Country by country", "Negara demi negara"),
        ("events", "Timeline", "Lini masa"),
        ("evidence", "Evidence", "Bukti"),
        ("facts", "Facts, row by row", "Fakta menurut baris"),
        ("filters", "Filters", "Penyaring"),
        ("in", "In", "Dalam"),
        ("indicator", "Indicator", "Indikator"),
        ("institutions", "Institutions", "Lembaga"),
        ("kind", "Kind", "Jenis"),
        ("lang", "Language", "Bahasa"),
        ("lang-name", "English", "Bahasa Indonesia"),
        ("made-on", "Made on", "Dibuat pada"),
        ("method", "Method and as-at date", "Metode dan tanggal keadaan"),
        ("method-record",
         "This document adds nothing to the practice base: each statement on a country is the text of a record and "
         "names its sources by number. The date in brackets is the date that the statement holds for.",
         "Dokumen ini tidak menambahkan apa pun pada basis praktik: setiap pernyataan tentang suatu negara adalah "
         "teks catatan dan menyebut sumbernya dengan nomor. Tanggal dalam kurung adalah tanggal berlakunya "
         "pernyataan itu."),
        ("method-silence",
         "“Not researched yet” means that nobody has looked; where the sources say nothing, they were read for it. "
         "That no evidence was found does not show that there is none.",
         "“Belum diteliti” berarti belum ada yang mencarinya; jika sumber tidak menyebutkan hal ini, sumber telah "
         "dibaca untuk itu. Tidak ditemukannya bukti tidak menunjukkan bahwa bukti itu tidak ada."),
        ("name", "What", "Hal"),
        ("no-evidence", "No evidence found", "Tidak ditemukan bukti"),
        ("no-practice", "No practice of this country in the base yet", "Belum ada praktik negara ini dalam basis data"),
        ("no-row", "Nothing is recorded in these rows.", "Tidak ada catatan pada baris-baris ini."),
        ("not-in-brief", "Not in the practices of this brief", "Tidak ada pada praktik dalam risalah ini"),
        ("of-practices", "%s of %s recorded practices", "%s dari %s praktik yang tercatat"),
        ("not-reported", "The sources that were read say nothing on this",
         "Sumber yang dibaca tidak menyebutkan hal ini"),
        ("not-researched", "Not researched yet", "Belum diteliti"),
        ("notes", "Notes", "Catatan"),
        ("notice", "Notice", "Pemberitahuan"),
        ("number", "Number", "Nomor"),
        ("page", "Page", "Halaman"),
        ("part", "Part", "Bagian"),
        ("place", "Part of the country", "Bagian negara"),
        ("population", "Who is counted", "Siapa yang dihitung"),
        ("practice", "Practice", "Praktik"),
        ("practices", "Practices compared", "Praktik yang dibandingkan"),
        ("practices-found", "Practices found", "Praktik yang ditemukan"),
        ("practices-title", "Practices on social security for platform workers",
         "Praktik jaminan sosial bagi pekerja platform"),
        ("published", "Published", "Diterbitkan"),
        ("publisher", "Publisher", "Penerbit"),
        ("question", "Question", "Pertanyaan"),
        ("record-english", "The sections that follow are written in English only.",
         "Bagian berikut hanya tersedia dalam bahasa Inggris."),
        ("results", "Measured results", "Hasil terukur"),
        ("row", "Row", "Baris"),
        ("rows", "Rows", "Baris"),
        ("site", "Social Security for Platform Workers, international practice base",
         "Jaminan Sosial Pekerja Platform, basis praktik internasional"),
        ("source", "Source", "Judul sumber"),
        ("sources", "Sources", "Sumber"),
        ("status", "Status", "Status"),
        ("summary", "Summary", "Ringkasan"),
        ("summary-table", "Countries at a glance", "Negara secara ringkas"),
        ("text", "Text", "Teks"),
        ("title-of-practice", "Title", "Judul"),
        ("unit", "Unit", "Satuan"),
        ("url", "Address", "Alamat"),
        ("value", "Value", "Nilai"),
        ("verified", "Verified on", "Diverifikasi pada"),
    )
}  # fmt: skip


def label(name: str, lang: str) -> str:
    """Return the word of a document in a language."""
    return _LABELS[name].get(lang)
