"""What the network is fed with: pictures as pixels, texts as tokens. A row is an example."""

import torch
from thaw_data import Random, labelled_row, pair_row, picture, words_row
from thaw_project import HERE, INPUT, MANIFEST, PLAN, RECIPE
from tokenizers import Tokenizer


class Pictures:
    length = None

    def __init__(self, found, device):
        self.found, self.device = found, device

    def fed(self, rows, epoch):
        pixels = torch.stack([torch.from_numpy(self.pixels(row, epoch)) for row in rows]).to(self.device)
        other = {'interpolate_pos_encoding': True} if PLAN['model']['interpolate'] else {}
        return {'pixel_values': pixels, **other}

    def pixels(self, row, epoch):
        views = RECIPE['augment']['views']
        if epoch is None or views == 0:
            return picture(self.found[row](), INPUT)
        name = f'{RECIPE["seed"]}/views/{MANIFEST["examples"][row]["id"]}/{(epoch + row) % views}'
        return picture(self.found[row](), INPUT, RECIPE['augment'], Random(name))


class Texts:
    def __init__(self, found, device):
        self.device, tokenizer = device, load_tokenizer()
        used = [example['split'] is not None for example in MANIFEST['examples']]
        # Of each example its ids, and what else is told of each of them; an example that no split takes has none.
        self.rows = [self.row(tokenizer, each) if use else None for each, use in zip(found, used)]

    def row(self, tokenizer, example):
        return labelled_row(tokenizer, INPUT, example[1]), None

    def length(self, row):
        return len(self.rows[row][0])

    def fed(self, rows, _):
        return padded([self.rows[row][0] for row in rows], self.device)


class Pairs(Texts):
    def row(self, tokenizer, example):
        return pair_row(tokenizer, INPUT, *example)

    def fed(self, rows, _):
        fed = super().fed(rows, _)
        if INPUT['typed']:
            types = torch.zeros_like(fed['input_ids'])
            for at, row in enumerate(rows):
                types[at, : self.length(row)] = torch.tensor(self.rows[row][1], device=self.device)
            fed['token_type_ids'] = types
        return fed


class Words(Texts):
    def row(self, tokenizer, example):
        return words_row(tokenizer, INPUT, example)

    def shown(self, row):
        """(word, place of its first token) of the words that the network is shown."""
        return [(word, start) for word, start in enumerate(self.rows[row][1]) if start >= 0]


KINDS = {'image': Pictures, 'text': Texts, 'pair': Pairs, 'words': Words}


def load_tokenizer():
    tokenizer = Tokenizer.from_file(str(HERE / 'model' / 'tokenizer.json'))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def padded(rows, device):
    longest = max(map(len, rows))
    ids = torch.tensor([row + [INPUT['padId']] * (longest - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    return {'input_ids': ids.to(device), 'attention_mask': mask.to(device)}
