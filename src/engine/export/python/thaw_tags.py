"""
The entities that the tags of a sentence name, as seqeval reads them. B begins one and I goes on; IOBES and BILOU write
E (or L) for the last word and S (or U) for an entity of one word. Types without prefixes are entities as long as they
stay the same; without an O each word is one by itself.
"""

import re

PREFIXES = {'B': 'B', 'I': 'I', 'E': 'E', 'S': 'S', 'L': 'E', 'U': 'S'}
OUTSIDE = ('O', None)


class TagSet:
    def __init__(self, names):
        inside = [name for name in names if name != 'O']
        if not inside or not all(re.match(r'[BIESLU](-|$)', name) for name in inside):
            self.scheme = 'IO' if len(inside) < len(names) else 'words'
        else:
            self.scheme = 'IOBES' if {name[0] for name in inside} & set('ESLU') else 'IOB2'
        self.parts = [self.part(name) for name in names]

    def part(self, name):
        """(prefix, type)"""
        if name == 'O':
            return OUTSIDE
        if self.scheme in ('IO', 'words'):
            return 'I' if self.scheme == 'IO' else 'S', name
        return PREFIXES[name[0]], name[2:] or '_'

    def entities(self, tags, strict):
        """{(type, first word, the one after the last)}; strict ones are written whole."""
        parts = [self.parts[tag] for tag in tags]
        return strict_spans(parts, self.scheme) if strict and self.scheme in ('IOB2', 'IOBES') else spans(parts)


def strict_spans(parts, scheme):
    found, start = set(), 0
    while start < len(parts):
        prefix, kind = parts[start]
        end = start + 1
        if prefix == 'B':
            while end < len(parts) and parts[end] in (('I', kind), ('E', kind)) and parts[end - 1][0] != 'E':
                end += 1
        ended = prefix == 'B' if scheme == 'IOB2' else prefix == 'S' or parts[end - 1][0] == 'E'
        if prefix in ('B', 'S') and ended:
            found.add((kind, start, end))
        start = end
    return found


def spans(parts):
    found, before, start = set(), OUTSIDE, 0
    for at, part in enumerate([*parts, OUTSIDE]):
        parted = before[0] in ('E', 'S') or part[0] in ('B', 'S') or before[1] != part[1]
        if before[0] != 'O' and parted:
            found.add((before[1], start, at))
        if part[0] != 'O' and (before[0] == 'O' or parted):
            start = at
        before = part
    return found
