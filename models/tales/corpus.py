"""Books of tales as clean text: one string per tale, its title first, a paragraph or a line of verse per line."""

import re
from collections.abc import Iterator
from pathlib import Path

# Books that nothing is learned from, the tokeniser included: fairy tales as in the other books, and one story of a single author.
HELD_OUT = ('crimson-fairy-book', 'wizard-of-oz')
QUOTES = str.maketrans({'‘': "'", '’': "'", '“': '"', '”': '"', '\t': ' ', '_': ''})
LEFT_OUT = ('contents', 'preface', 'introduction', 'notes')  # beginnings of titles
NOTE = re.compile(r'\[(?:Footnote|Illustration)[^\]]*\]|\(\d+\)|\[\d+\]')


def files_of(folder: str | Path, held_out: bool) -> list[Path]:
    """The books to learn from, or those held out."""
    files = [file for file in sorted(Path(folder).glob('*.txt')) if (file.stem in HELD_OUT) == held_out]
    if not files:
        raise SystemExit(f'{folder}: holds no books (*.txt){" that are held out" if held_out else ""}.')
    return files


def tales_of(file: Path) -> list[str]:
    """The tales of a book, split at lines in capitals; front matter and notes are left out."""
    tales: list[list[str]] = [[]]
    for paragraph in paragraphs_of(file.read_text(encoding='utf-8')):
        if is_title(paragraph):
            tales.append([title_case(paragraph)])
        else:
            tales[-1].append(paragraph)
    # A title alone is an entry of the table of contents or the first of two lines.
    long = [tale for tale in tales if sum(map(len, tale)) > 600]
    return ['\n'.join(tale) + '\n' for tale in long if not tale[0].lower().startswith(LEFT_OUT)]


def paragraphs_of(text: str) -> Iterator[str]:
    text = NOTE.sub('', text.translate(QUOTES))
    for block in re.split(r'\n\s*\n', text):
        lines = [line for line in block.split('\n') if line.strip()]
        if not lines:
            continue
        verse = all(line.startswith(' ') for line in lines)
        yield ('\n' if verse else ' ').join(' '.join(line.split()) for line in lines)


def is_title(paragraph: str) -> bool:
    letters = [letter for letter in paragraph if letter.isalpha()]
    return len(letters) > 4 and len(paragraph) < 80 and paragraph == paragraph.upper() and '\n' not in paragraph


def title_case(title: str) -> str:
    return ' '.join(word.capitalize() for word in title.strip(' .').split())
