"""Books of tales as clean text: one string per tale, its title first, a paragraph or a line of verse per line."""

import lzma
import re
from collections.abc import Iterator
from pathlib import Path

# Books that nothing is learned from, the tokeniser included: fairy tales as in the other books, and one story of a single author.
HELD_OUT = ('crimson-fairy-book', 'wizard-of-oz')
QUOTES = str.maketrans({'‘': "'", '’': "'", '“': '"', '”': '"', '\t': ' ', '_': ''})
LEFT_OUT = ('contents', 'preface', 'introduction', 'dedication', 'preparer')  # beginnings of titles
ENDS = re.compile(r'\n(?:NOTES AND REFERENCES|THE END)\s*\n')  # of what is read of a book
NOTE = re.compile(r'\[(?:Footnote|Illustration)[^\]]*\]|\(\d+\)|\[\d+\]')
# Numbers before titles, or alone; sources of tales.
NUMBER = re.compile(r'^(?:CHAPTER\s+)?(?:[IVXL]+|\d+)(?:\.\s*|$)')
SOURCE = re.compile(r'[\[(][^\n]{,100}[\])]')
SMALL = re.compile('a|an|and|as|at|by|for|from|how|in|into|of|on|or|the|to|with|who|was|her|his')


def files_of(folder: str | Path, held_out: bool) -> list[Path]:
    """The books to learn from, or those held out: plain or packed by xz."""
    files = [file for file in sorted(Path(folder).glob('*.txt*')) if (name_of(file) in HELD_OUT) == held_out]
    if not files:
        raise SystemExit(f'{folder}: holds no books (*.txt){" that are held out" if held_out else ""}.')
    return files


def name_of(file: Path) -> str:
    return file.name.partition('.')[0]


def read_text(file: Path) -> str:
    data = file.read_bytes()
    return (lzma.decompress(data) if file.suffix == '.xz' else data).decode('utf-8').replace('\r\n', '\n')


def tales_of(file: Path) -> list[str]:
    """The tales or chapters of a book; front matter and notes are left out."""
    tales: list[list[str]] = [[]]
    for paragraph, apart in paragraphs_of(read_text(file)):
        if is_title(paragraph, apart):
            title = title_case(NUMBER.sub('', paragraph))
            if title:  # else a number alone: the tale goes on
                tales.append([title])
        elif not SOURCE.fullmatch(paragraph):
            tales[-1].append(paragraph)
    # A title alone is an entry of the table of contents or the first of two lines.
    long = [tale for tale in tales[1:] if sum(map(len, tale)) > 600]
    return ['\n'.join(tale) + '\n' for tale in long if not tale[0].lower().startswith(LEFT_OUT)]


def paragraphs_of(text: str) -> Iterator[tuple[str, bool]]:
    """Paragraphs, and whether more than one empty line is before them."""
    text = NOTE.sub('', text.translate(QUOTES))
    half = len(text) // 2  # a table of contents may say the same
    parts = re.split(r'(\n\s*\n)', text[:half] + ENDS.split(text[half:])[0])
    for gap, block in zip(['', *parts[1::2]], parts[::2]):
        lines = [line for line in block.split('\n') if line.strip()]
        if not lines:
            continue
        verse = all(line.startswith(' ') for line in lines)
        yield ('\n' if verse else ' ').join(' '.join(line.split()) for line in lines), gap.count('\n') > 2


def is_title(paragraph: str, apart: bool) -> bool:
    """A line in capitals, a number, or a line apart whose words but small ones begin with capitals."""
    if len(paragraph) > 79 or '\n' in paragraph:
        return False
    if NUMBER.fullmatch(paragraph) and apart:
        return True
    letters = [letter for letter in paragraph if letter.isalpha()]
    if len(letters) > 4 and paragraph == paragraph.upper():
        return True
    words = [word for word in re.findall(r"[^\W\d][\w']*", paragraph) if not SMALL.fullmatch(word)]
    return apart and len(words) > 0 and paragraph[-1] not in ':,;?' and all(word[0].isupper() for word in words)


def title_case(title: str) -> str:
    return ' '.join(word if word.istitle() else word.capitalize() for word in title.strip(' .').split())
