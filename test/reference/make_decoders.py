"""Writes the fixtures of language models after Llama's design, by transformers' own implementations.

    python make_decoders.py        (in a venv with requirements.txt; see README.md)

As make_text.py does it, with one exception: these networks compute norms, angles and softmax in float32 whatever they are
asked for, so that a reference is as exact as that.
"""

import torch
import torch.nn.functional as F
from make_text import (
    LENGTHS,
    classification,
    keep,
    label_maps,
    layer_paths,
    record,
    shaken,
    stored,
    task,
    texts,
    write_reference,
    written,
)
from torch import nn
from transformers import (
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    LlamaConfig,
    LlamaForCausalLM,
    LlamaForSequenceClassification,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen2ForSequenceClassification,
    Qwen3Config,
    Qwen3ForCausalLM,
    Qwen3ForSequenceClassification,
)
from transformers.models.gemma3.modeling_gemma3 import Gemma3TextForSequenceClassification

SMALL = dict(
    vocab_size=96,
    hidden_size=32,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=64,
    pad_token_id=0,
    bos_token_id=0,
    eos_token_id=0,
    attn_implementation='eager',
)


def main():
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    llama = LlamaForSequenceClassification, LlamaForCausalLM
    qwen2 = Qwen2ForSequenceClassification, Qwen2ForCausalLM
    qwen3 = Qwen3ForSequenceClassification, Qwen3ForCausalLM
    gemma3 = Gemma3TextForSequenceClassification, Gemma3ForCausalLM
    decoder('llama', 11, *llama, LlamaConfig(**SMALL, tie_word_embeddings=True, **label_maps()))
    decoder('llama-stretched', 12, *llama, stretched())
    decoder('qwen2', 13, *qwen2, windowed())
    decoder('qwen3', 14, *qwen3, Qwen3Config(**SMALL, head_dim=12, tie_word_embeddings=True, **label_maps()))
    decoder('gemma3', 15, *gemma3, alternating())


def stretched():
    """A layer of its own for the next token, biases everywhere, and Llama 3's rotary positions."""
    scaling = dict(
        rope_type='llama3', factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=16
    )
    return LlamaConfig(
        **{**SMALL, 'num_key_value_heads': 1},
        tie_word_embeddings=False,
        attention_bias=True,
        mlp_bias=True,
        rope_theta=500.0,
        rope_scaling=scaling,
        **label_maps(),
    )


def windowed():
    """The upper layer sees eight tokens (a window that lies in padding alone gives no number in the original); rotary positions by YaRN."""
    return Qwen2Config(
        **SMALL,
        tie_word_embeddings=True,
        use_sliding_window=True,
        sliding_window=8,
        max_window_layers=1,
        rope_theta=1000.0,
        rope_scaling=dict(rope_type='yarn', factor=4.0, original_max_position_embeddings=16),
        **label_maps(),
    )


def alternating():
    """Every other layer sees everything, with stretched positions; the others see eight tokens."""
    return Gemma3TextConfig(
        **{**SMALL, 'hidden_size': 24, 'num_hidden_layers': 3, 'num_attention_heads': 2, 'num_key_value_heads': 1},
        head_dim=16,
        query_pre_attn_scalar=20,
        sliding_window=8,
        layer_types=['sliding_attention', 'full_attention', 'sliding_attention'],
        rope_theta=1000.0,
        rope_local_base_freq=100.0,
        rope_scaling=dict(rope_type='linear', factor=8.0),
        **label_maps(),
    )


def decoder(name, seed, classifier_class, writer_class, config):
    """A classifier on the last token and a writer of the next token, over one trunk."""
    torch.manual_seed(seed)
    model = normed(shaken(classifier_class(config)))
    writer = normed(shaken(writer_class(config))).double()
    writer.model.load_state_dict(model.model.state_dict())
    own = {} if config.tie_word_embeddings else {'lm_head.weight': writer.lm_head.weight.detach().float()}
    writer.lm_head.weight.data.copy_(writer.lm_head.weight.float().double())
    folder = written(name, config, stored(model), own)
    ids, mask = texts(96)
    recorded = record(model, layer_paths(model, 'model.layers') + ['model.norm'])
    model.model.embed_tokens.register_forward_hook(keep(recorded, 'model.embed_tokens'))
    logits = model(ids, attention_mask=mask).logits
    pooled = recorded['model.norm'][torch.arange(len(LENGTHS)), torch.tensor(LENGTHS) - 1]

    words = writer(ids, attention_mask=mask).logits
    targets = ids.masked_fill(mask == 0, -100)
    loss = F.cross_entropy(words[:, :-1].reshape(-1, 96), targets[:, 1:].reshape(-1))
    heads = {'': classification(model, logits), 'next.': task(writer, words, loss)}
    write_reference(folder, ids, mask, recorded, pooled, heads)


def normed(model):
    """Scales of RMS norms apart from one another; Gemma's are what is added to 1."""
    for module in model.modules():
        if type(module).__name__.endswith('RMSNorm'):
            centre = 0 if type(module).__name__.startswith('Gemma') else 1
            nn.init.uniform_(module.weight, centre - 0.5, centre + 0.5)
    return model


if __name__ == '__main__':
    main()
