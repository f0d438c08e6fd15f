"""What a sprite shows, by its path: a kind of thing, the words of its name, and the family that it belongs to."""

import re


def words_of(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# The first rule that a path matches gives the kind.
RULES = [
    (
        r'/i-|/numbers/|mask|/icons/|mdam|travel|cursor|slot_|brands|_gone|/shadow_|unseen|^misc/[a-z]+_?[a-z]*$',
        'sign',
    ),
    (r'startup|commands|UNUSED/gui', 'sign'),
    (r'^gui/|UNUSED/spells', 'icon'),
    (r'blood/', 'blood'),
    (r'panlord', 'part'),
    (r'tentacle', 'tentacle'),
    (r'^dngn/statues|mon/statues|statue', 'statue'),
    (r'altars', 'altar'),
    (r'trees|_tree|tree_', 'tree'),
    (r'fountain', 'fountain'),
    (r'doors', 'door'),
    (r'gateways|portal|stair', 'gate'),
    (r'traps', 'trap'),
    (r'/water|ink_', 'water'),
    (r'floor', 'floor'),
    (r'dngn/wall|vaults', 'wall'),
    (r'effect/cloud|smoke', 'cloud'),
    (r'arrow|javelin|dart|bolt\d|needle|sling_bullet|tomahawk', 'arrow'),
    (r'^effect|halo', 'magic'),
    (r'dagger|knife|sabre|short_sword|short_blade', 'dagger'),
    (r'sword|falchion|scimitar|katana|rapier|blade|arwen|aragorn|boromir|frodo', 'sword'),
    (r'(?<!t)axe|gimli', 'axe'),
    (r'mace|flail|morningstar|eveningstar|club|hammer|scourge', 'mace'),
    (r'spear|trident|halberd|glaive|scythe|lance|pike|fork|demon_trident', 'spear'),
    (r'(?<!rain)bow|arbalest|sling|blowgun', 'bow'),
    (r'weapon/artefact', 'weapon'),
    (r'item/wand', 'wand'),
    (r'staff|item/rod|hand1/rod|sceptre|gandalf|saruman', 'staff'),
    (r'hand1|weapons?/', 'weapon'),
    (r'potion', 'potion'),
    (r'scroll', 'scroll'),
    (r'book', 'book'),
    (r'item/ring', 'ring'),
    (r'amulet', 'amulet'),
    (r'item/gold', 'gold'),
    (r'food', 'food'),
    (r'rune', 'rune'),
    (r'shield|hand2', 'shield'),
    (r'headgear|player/head|helm|hat\b|/cap_|crown', 'hat'),
    (r'cloak', 'cloak'),
    (r'boots', 'boots'),
    (r'glove', 'gloves'),
    (r'player/hair|beard', 'hair'),
    (r'player/legs', 'trousers'),
    (r'wing', 'wings'),
    (r'robe', 'robe'),
    (r'item/armour|UNUSED/(armour|worn)|player/body', 'armour'),
    (r'item/misc', 'treasure'),
    (r'dragon|tiamat|drake|wyvern|hydra', 'dragon'),
    (r'draco|drchead', 'draconian'),
    (r'adder|anaconda|python|mamba|viper|snake|serpent|moccasin|naga|worm', 'snake'),
    (
        r'spider|scorpion|beetle|_ant\b|bee\b|wasp|butterfly|moth|cockroach|mosquito|redback|tarantella|firefly|centipede|midge',
        'insect',
    ),
    (r'mon/animals|felids|griffon|yak|hound|manticore|sphinx|pig_form', 'animal'),
    (r'skeleton|bone', 'skeleton'),
    (r'zombie|mummy|ghoul', 'zombie'),
    (r'spectral|simulac|wraith|ghost|shadow', 'ghost'),
    (r'undead|vampire|lich|wight', 'undead'),
    (r'demon|devil|imp\b|fiend|hell', 'demon'),
    (r'fungi|plant|mushroom|lotus', 'plant'),
    (r'eyes|eye_', 'eye'),
    (r'amorphous|jelly|slime|ooze', 'slime'),
    (r'nonliving|golem|elemental|vortex', 'golem'),
    (r'aquatic|fish|shark|eel', 'fish'),
    (r'player/base|^mon/|UNUSED/monsters', 'person'),
]
KINDS = tuple(sorted({kind for _, kind in RULES} | {'thing'}))
# Of these a picture can be told from its kind alone; samples are judged by them.
JUDGED = words_of(
    """
    altar amulet animal armour arrow axe book boots bow cloak cloud demon dragon floor food gate ghost hair
    hat insect mace person potion robe shield snake spear staff statue sword tentacle trousers wall water
    """
)
# Colours are measured, not read, since tiles are recoloured.
COLOUR_WORDS = words_of(
    """
    black blue red green yellow white magenta cyan purple grey gray brown orange pink golden silver dark light
    pale ruby emerald darkgreen lightgreen lightblue lightcyan lightgray lightmagenta lightred darkgray darkbrown
    lightbrown lightgrey darkgrey bluegreen blackgold blackred turquoise tan puce amber sky brilliant
    """
)
LEFT_OUT = set(COLOUR_WORDS) | set(
    words_of('art b bb bl br btm e f full i left m n ne nw o of r right s se spwpn sw the tl top tr urand w')
)


def kind_of(path: str) -> str:
    """`path`: from the top of the folder, without `.png`."""
    for rule, kind in RULES:
        if re.search(rule, path):
            return kind
    return 'thing'


def name_words(path: str) -> list[str]:
    """Of the file's name: no numbers, no colours, no points of the compass."""
    words = re.split(r'[^a-z]+', path.rsplit('/', 1)[-1].lower())
    return [word for word in words if len(word) > 1 and word not in LEFT_OUT]


def family_of(path: str) -> str:
    """Variants of one drawing share it: the name without numbers and colours, in its folder."""
    folder, _, _ = path.rpartition('/')
    return f'{folder}/{"_".join(name_words(path))}'
