"""Documents as python-docx, odfpy, ebooklib and reportlab write them, with the text that a Python library reads back:
test/fixtures/documents. Page texts are compared letter by letter, without white space; tables cell by cell.
"""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import docx
import pandas as pd
from bs4 import BeautifulSoup
from ebooklib import ITEM_DOCUMENT, epub
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import CIDFont
from reportlab.pdfgen.canvas import Canvas
from odf import opendocument, table as odftable, teletype, text as odftext
from striprtf.striprtf import rtf_to_text

FOLDER = Path(__file__).parent.parent / "fixtures" / "documents"
MOMENT = (2024, 5, 1, 12, 0, 0)


def expect(name, **truth):
    (FOLDER / f"{name}.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write(name, data):
    (FOLDER / name).write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))


def repacked(data):
    """The same zip with one date for all entries, so that it is the same file every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            fixed = zipfile.ZipInfo(info.filename, MOMENT)
            fixed.compress_type = zipfile.ZIP_STORED if info.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(info.filename))
    return out.getvalue()


REPORT = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Left out</title><style>p { color: red }</style>
<script>if (1 < 2) document.write("<p>never</p>")</script></head>
<body>
<h1>The   harbour&rsquo;s year</h1>
<p>Ships came <b>ear</b>ly, and left&nbsp;late &amp; laden; 5&nbsp;&euro; each.<br>A second line.
<p>An unclosed paragraph &mdash; with an <a href="x">an anchor</a>.
<div hidden>Nobody sees this.</div><div style="display: none">Nor this.</div>
<ul><li>First<li>Second<ol start="3"><li>Inner three</li><li>Inner four</li></ol></li></ul>
<p>Prices:</p>
<table><tr><th>Ware</th><th>Price</th></tr><tr><td>Salt</td><td>3 &frac12;</td></tr></table>
<pre>  kept
    as it is</pre>
<p>Wide ka&shy;yak, &#x6e05;&#26970;, &notanentity; done.</p>
<img src="a.png" alt="A picture"><noscript>Turn scripts on.</noscript>
</body></html>"""


def html():
    write("report.html", REPORT)
    soup = BeautifulSoup(REPORT, "lxml")
    for tag in soup(["script", "style", "title", "noscript"]) + soup.select("[hidden], [style]"):
        tag.decompose()
    expect("report.html", text=soup.get_text())
    russian = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head><body><p>Добрый день, мир.</p></body></html>'
    write("russian.html", russian.encode("cp1251"))
    expect("russian.html", text="Добрый день, мир.")
    japanese = '<meta charset="x-sjis"><p>とても良い一日でした。'
    write("japanese.htm", japanese.encode("shift_jis"))
    expect("japanese.htm", text="とても良い一日でした。")
    frame = pd.DataFrame(
        {
            "review": [f'Stay {i}: "fine", or\tnot; über 5 € & more' for i in range(9)],
            "verdict": ["good", "bad", "fair"] * 3,
            "nights": range(1, 10),
        }
    )
    page = f"<html><body><h2>Reviews, exported</h2>{frame.to_html(index=False)}<p>End of the list.</p></body></html>"
    write("reviews.html", page)
    back = pd.read_html(io.StringIO(page))[0]
    expect("reviews.html", names=list(back.columns), rows=back.astype(str).values.tolist())
    spans = (
        "<table><tr><th>text</th><th colspan=2>marks</th></tr><tr><td rowspan=2>twice</td><td>1</td><td>2</td></tr>"
        "<tr><td>3</td><td>4</td></tr><tr><td>once</td><td colspan=2>5</td></tr></table>"
    )
    write("spans.html", spans)
    back = pd.read_html(io.StringIO(spans))[0]
    expect("spans.html", rows=back.astype(str).values.tolist())


def docx_files():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Head of every page"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_heading("The voyage", 1)
    paragraph = document.add_paragraph("It was a ")
    paragraph.add_run("dark").bold = True
    paragraph.add_run(" night,\tand <cold> & wet: 好.\nA second line.")
    for item in ["rope", "tar"]:
        document.add_paragraph(item, style="List Bullet")
    document.add_paragraph("What it cost:")
    table = document.add_table(rows=0, cols=2)
    for cells in [("rope", "3"), ("tar", "12")]:
        row = table.add_row().cells
        row[0].text, row[1].text = cells
    document.add_paragraph("The end.")
    save_docx("voyage", document)

    document = docx.Document()
    document.add_paragraph("Reviews")
    rows = [("text", "label"), *[(f"Stay {i} was {['good', 'bad'][i % 2]},\nreally", ["good", "bad"][i % 2]) for i in range(8)]]
    table = document.add_table(rows=0, cols=2)
    for cells in rows:
        row = table.add_row().cells
        row[0].text, row[1].text = cells
    save_docx("opinions", document)


def save_docx(name, document):
    out = io.BytesIO()
    document.save(out)
    write(f"{name}.docx", repacked(out.getvalue()))
    back = docx.Document(FOLDER / f"{name}.docx")
    texts, tables = [], []
    for block in back.iter_inner_content():
        if hasattr(block, "rows"):
            tables.append([[cell.text for cell in row.cells] for row in block.rows])
            texts += [cell for row in tables[-1] for cell in row]
        else:
            texts.append(block.text)
    expect(f"{name}.docx", text="\n".join(texts), tables=tables)


def odt():
    document = opendocument.OpenDocumentText()
    document.text.addElement(odftext.H(outlinelevel=1, text="The voyage"))
    paragraph = odftext.P(text="It was a ")
    paragraph.addElement(odftext.Span(text="dark"))
    paragraph.addText(" night,")
    paragraph.addElement(odftext.Tab())
    paragraph.addText("and <cold> & wet:")
    paragraph.addElement(odftext.S(c=3))
    paragraph.addText("好.")
    paragraph.addElement(odftext.LineBreak())
    paragraph.addText("A second line.")
    document.text.addElement(paragraph)
    items = odftext.List()
    for item in ["rope", "tar"]:
        entry = odftext.ListItem()
        entry.addElement(odftext.P(text=item))
        items.addElement(entry)
    document.text.addElement(items)
    document.text.addElement(odftext.P(text="What it cost:"))
    table = odftable.Table(name="costs")
    for cells in [("rope", "3"), ("tar", "12")]:
        row = odftable.TableRow()
        for text in cells:
            cell = odftable.TableCell()
            cell.addElement(odftext.P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.text.addElement(table)
    document.text.addElement(odftext.P(text="The end."))
    out = io.BytesIO()
    document.write(out)
    write("voyage.odt", repacked(out.getvalue()))
    expect("voyage.odt", text=teletype.extractText(opendocument.load(FOLDER / "voyage.odt").text))


def epub_file():
    book = epub.EpubBook()
    book.set_identifier("a-book")
    book.set_title("A book")
    book.set_language("en")
    book.add_metadata(None, "meta", "", {"property": "dcterms:modified"})
    chapters = []
    # Their order is the spine's, and neither that of the files' names nor of the manifest.
    for name, title in [("b two", "One"), ("a", "Two"), ("c", "Three")]:
        chapter = epub.EpubHtml(title=title, file_name=f"text/{name}.xhtml", lang="en")
        chapter.content = f"<h1>{title}</h1><p>Chapter {title.lower()} begins &amp; ends.</p><p>Über 5 €.</p>"
        chapters.append(chapter)
    for chapter in reversed(chapters):
        book.add_item(chapter)
    book.toc = chapters
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = ["nav", *chapters]
    epub.write_epub(str(FOLDER / "book.epub"), book, {"mtime": dt.datetime(*MOMENT)})
    write("book.epub", repacked((FOLDER / "book.epub").read_bytes()))
    back = epub.read_epub(str(FOLDER / "book.epub"))
    pages = [back.get_item_with_id(idref) for idref, _ in back.spine]
    texts = [
        BeautifulSoup(page.get_content(), "lxml-xml").find("body").get_text()
        for page in pages
        if page.get_type() == ITEM_DOCUMENT and not isinstance(page, epub.EpubNav)
    ]
    expect("book.epub", text="\n".join(texts))


RTF = (
    r"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0 Times New Roman;}}{\colortbl;\red0\green0\blue0;}"
    r"{\info{\title Left out}}{\header Head of every page\par}"
    "\n"
    r"{\b The voyage}\par It was a \i dark\i0  night: \'c4\'ee\'e1\'f0\'fb\'e9 \u22909?\u-10179?\u-8704? 5\'88.\line A second line.\par"
    "\n"
    r"\trowd\cellx1000\cellx2000 rope\cell 3\cell\row\trowd\cellx1000\cellx2000 tar\cell 12\cell\row\pard "
    r"\{braces\} and a back\\slash\emdash end.\par}"
)


def rtf():
    write("voyage.rtf", RTF)
    expect("voyage.rtf", text=rtf_to_text(RTF).encode("utf-16", "surrogatepass").decode("utf-16").replace("|", " "))


WIDTH, HEIGHT = 420, 595
PAGES = [
    [
        "The Harbour",
        "",
        "Ships came early that year, and the har-",
        "bourmaster wrote a well-known remark: no",
        "vessel that is well-",
        "known shall wait. He was a man of seventy-",
        "Five sheets, he said.",
        "   A second paragraph begins with an indent,",
        "and it goes on over the end of the page to",
    ],
    ["the next one, where it ends.", "", "• rope and tar", "• salt", "", "Naïve façade: 5 € – über."],
    ["The last page has a last line."],
]


def canvas(name):
    return Canvas(str(FOLDER / name), pagesize=(WIDTH, HEIGHT), invariant=1)


def pdf():
    page = canvas("once.pdf")
    page.drawString(50, 500, "Once upon a time.")
    page.save()
    expect("once.pdf", text=PdfReader(FOLDER / "once.pdf").pages[0].extract_text())

    plain = canvas("plain.pdf")
    for lines in PAGES[1:]:
        for at, line in enumerate(lines):
            # pypdf takes the bullet of this font for a control character.
            plain.drawString(50, 520 - 14 * at, line.replace("•", "-"))
        plain.showPage()
    plain.save()
    expect("plain.pdf", text="\n".join(page.extract_text() for page in PdfReader(FOLDER / "plain.pdf").pages))

    book = canvas("voyage.pdf")
    for number, lines in enumerate(PAGES, 1):
        book.setFont("Helvetica-Oblique", 9)
        book.drawString(50, 560, "Of ships and harbours")
        book.setFont("Helvetica", 9)
        book.drawString(200, 30, f"– {number} –")
        for at, line in enumerate(lines):
            book.setFont("Times-Roman", 20 if line == "The Harbour" else 12)
            book.drawString(50 + 6 * (len(line) - len(line.lstrip())), 520 - 14 * at, line.lstrip())
        book.showPage()
    book.save()

    secret = PdfWriter(clone_from=FOLDER / "once.pdf")
    secret.encrypt("open sesame", algorithm="RC4-128")
    secret.write(FOLDER / "secret.pdf")

    scan = canvas("scan.pdf")
    pixels = io.BytesIO()
    Image.new("L", (60, 80), 200).save(pixels, "PNG")
    for _ in range(2):
        scan.drawImage(ImageReader(io.BytesIO(pixels.getvalue())), 0, 0, WIDTH, HEIGHT)
        scan.showPage()
    scan.save()
    mixed = PdfWriter()
    for name in ["once.pdf", "scan.pdf"]:
        mixed.append(FOLDER / name)
    mixed.write(FOLDER / "mixed.pdf")


JAPANESE, CHINESE = "吾輩は猫である。名前はまだ無い。", "从前有座山，山里有座庙，庙里有个老和尚。"
KOREAN, TAIWANESE = "옛날 옛적에 호랑이가 담배를 피웠다.", "從前有座山，山裡有座廟，廟裡有個老和尚。"
# Fonts that no file holds, under the character maps that programs of these countries use, and the same in Python.
ASIAN = [
    ("HeiseiMin-W3", "UniJIS-UCS2-H", "utf-16-be", JAPANESE),
    ("HeiseiMin-W3", "90ms-RKSJ-H", "shift_jis", JAPANESE),
    ("HeiseiMin-W3", "EUC-H", "euc_jp", JAPANESE),
    ("HeiseiMin-W3", "H", "iso2022_jp", JAPANESE),
    ("STSong-Light", "UniGB-UCS2-H", "utf-16-be", CHINESE),
    ("STSong-Light", "GBK-EUC-H", "gbk", CHINESE),
    ("HYSMyeongJo-Medium", "UniKS-UCS2-H", "utf-16-be", KOREAN),
    ("HYSMyeongJo-Medium", "KSCms-UHC-H", "cp949", KOREAN),
    ("MSung-Light", "UniCNS-UCS2-H", "utf-16-be", TAIWANESE),
    ("MSung-Light", "ETen-B5-H", "big5", TAIWANESE),
]


def asian_pdf():
    """The strings are encoded here: reportlab knows the maps of its own fonts alone. No Python library reads all of them."""
    page = canvas("asian.pdf")
    drawn = []
    for number, (face, cmap, encoding, sentence) in enumerate(ASIAN):
        font = CIDFont(face, cmap)
        pdfmetrics.registerFont(font)
        for at in range(8):
            # No line comes again on the next page, as heads and feet do. JIS is without its escapes, which a PDF does not have.
            turn = (2 * number + at) % len(sentence)
            line = sentence[turn:] + sentence[:turn]
            encoded = line.encode(encoding).replace(b"\x1b$B", b"").replace(b"\x1b(B", b"")
            name = page._doc.getInternalFontName(font.fontName)
            page._code.append(f"BT 1 0 0 1 40 {520 - 20 * at} Tm {name} 12 Tf <{encoded.hex()}> Tj ET")
            drawn.append(line)
        page.showPage()
    page.save()
    expect("asian.pdf", text="\n".join(drawn))


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    html()
    docx_files()
    odt()
    epub_file()
    rtf()
    pdf()
    asian_pdf()
