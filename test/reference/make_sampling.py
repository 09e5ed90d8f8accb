"""What transformers leaves to draw among: repetition penalty, temperature, top-k, top-p and min-p, alone and together.

Usage: python make_sampling.py
"""

import json
from pathlib import Path

import torch
from transformers.generation.logits_process import (
    LogitsProcessorList,
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

out = Path(__file__).parent.parent / 'fixtures' / 'reference' / 'sampling.json'
vocabulary = 24
generator = torch.Generator().manual_seed(20261130)


def processors(temperature, topK, topP, minP, repetitionPenalty):
    """In the order of GenerationMixin's own list (transformers 4.57)."""
    chosen = LogitsProcessorList()
    if repetitionPenalty != 1:
        chosen.append(RepetitionPenaltyLogitsProcessor(penalty=repetitionPenalty))
    if temperature not in (0, 1):
        chosen.append(TemperatureLogitsWarper(temperature))
    if topK > 0:
        chosen.append(TopKLogitsWarper(top_k=topK))
    if topP < 1:
        chosen.append(TopPLogitsWarper(top_p=topP))
    if minP > 0:
        chosen.append(MinPLogitsWarper(min_p=minP))
    return chosen


plain = {'temperature': 1, 'topK': 0, 'topP': 1, 'minP': 0, 'repetitionPenalty': 1}
settings = [
    plain,
    {**plain, 'minP': 0.05},
    {**plain, 'minP': 0.3},
    {**plain, 'minP': 1},
    {**plain, 'minP': 0.2, 'temperature': 0.5},
    {**plain, 'minP': 0.2, 'temperature': 1.7},
    {**plain, 'repetitionPenalty': 1.1},
    {**plain, 'repetitionPenalty': 1.6},
    {**plain, 'repetitionPenalty': 0.8},
    {**plain, 'repetitionPenalty': 1.3, 'temperature': 0},
    {**plain, 'repetitionPenalty': 1.3, 'temperature': 0.7, 'topK': 9},
    {**plain, 'topP': 0.8, 'minP': 0.1},
    {'temperature': 0.9, 'topK': 12, 'topP': 0.9, 'minP': 0.08, 'repetitionPenalty': 1.2},
]
# One text says nothing twice, one repeats itself, one is every token there is.
texts = [[3, 17, 5], [1, 1, 1, 2, 20, 2], list(range(vocabulary))]

cases = []
for chosen in settings:
    for text in texts:
        logits = 3 * torch.randn(vocabulary, generator=generator)
        left = processors(**chosen)(torch.tensor([text]), logits[None].clone())[0]
        cases.append(
            {
                'settings': chosen,
                'text': text,
                'logits': logits.tolist(),
                # Nothing where a token is left out.
                'probabilities': [
                    None if score == float('-inf') else share
                    for score, share in zip(left.tolist(), torch.softmax(left.double(), -1).tolist())
                ],
                'likeliest': left.argmax().item(),
            }
        )
out.write_text(json.dumps({'cases': cases}, separators=(',', ':')) + '\n')
print(len(cases), 'cases,', out.stat().st_size, 'bytes')
