"""Packs a folder of 32×32 tiles as one picture, their paths, and a tokeniser of the words that describe them.

python -m models.image.pack SPRITES [--out models/image/data]
"""

import argparse
import json
from pathlib import Path

from PIL import Image
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from models.image.bpe import BEGIN, END
from models.image.captions import FORMS
from models.image.words import COLOUR_WORDS, KINDS, name_words

SIDE, COLUMNS = 32, 66
VOCABULARY = 1024


def tile_of(path: Path) -> Image.Image:
    """Taller tiles keep their lower end, others their upper left corner; what is transparent has no colour."""
    picture = Image.open(path).convert('RGBA')
    top = max(0, picture.height - SIDE) if picture.width == SIDE else 0
    tile = picture.crop((0, top, SIDE, top + SIDE))
    return Image.composite(
        tile, Image.new('RGBA', tile.size), tile.getchannel('A').point(lambda alpha: 255 * (alpha > 0))
    )


def train_words(paths: list[str], out: Path) -> None:
    """vocab.json and merges.txt of CLIP's layout."""
    tokenizer = Tokenizer(models.BPE(end_of_word_suffix='</w>'))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    alphabet = [chr(code) for code in range(33, 127)]
    special = [BEGIN, END]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=special,
        initial_alphabet=alphabet,
        end_of_word_suffix='</w>',
        show_progress=False,
    )
    # Words that every caption may have come first, so that each of them is one token.
    common = [*KINDS, *COLOUR_WORDS, *FORMS] * 50
    tokenizer.train_from_iterator([*common, *(' '.join(name_words(path)) for path in paths)], trainer)
    model = json.loads(tokenizer.to_str())['model']
    # Each letter at the end of a word too, so that every word has tokens.
    vocabulary = model['vocab']
    for letter in alphabet:
        vocabulary.setdefault(f'{letter}</w>', len(vocabulary))
    merges = [' '.join(pair) if isinstance(pair, list) else pair for pair in model['merges']]
    (out / 'vocab.json').write_text(json.dumps(vocabulary) + '\n')
    (out / 'merges.txt').write_text('\n'.join(['#version: 0.2', *merges]) + '\n')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('sprites')
    parser.add_argument('--out', default='models/image/data')
    options = parser.parse_args()
    folder, out = Path(options.sprites), Path(options.out)
    files = sorted(folder.rglob('*.png'))
    out.mkdir(parents=True, exist_ok=True)
    sheet = Image.new('RGBA', (COLUMNS * SIDE, -(-len(files) // COLUMNS) * SIDE))
    for at, file in enumerate(files):
        sheet.paste(tile_of(file), (at % COLUMNS * SIDE, at // COLUMNS * SIDE))
    sheet.save(out / 'sprites.webp', lossless=True, quality=100, method=6)
    paths = [str(file.relative_to(folder).with_suffix('')) for file in files]
    (out / 'sprites.txt').write_text('\n'.join(paths) + '\n')
    train_words(paths, out)
    print(f'{len(paths)} tiles, {(out / "sprites.webp").stat().st_size} bytes')


if __name__ == '__main__':
    main()
