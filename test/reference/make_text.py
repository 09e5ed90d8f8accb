"""Writes the text fixtures: small networks by transformers' own implementations, with what they compute.

    python make_text.py            (in a venv with requirements.txt; see README.md)

The weights are rounded to F32, and everything else is computed from those in float64 and rounded once at the end: a
difference to the reference is the reader's error alone, and another machine writes the same files.
"""

import torch
import torch.nn.functional as F
from reference_files import FIXTURES, FOLDER_BYTES, KINK_MARGIN
from safetensors.torch import save_file
from torch import nn
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    GPT2Config,
    GPT2ForSequenceClassification,
    GPT2LMHeadModel,
    GPTNeoConfig,
    GPTNeoForCausalLM,
    GPTNeoForSequenceClassification,
    ModernBertConfig,
    ModernBertForSequenceClassification,
    RobertaConfig,
    RobertaForSequenceClassification,
    XLMRobertaConfig,
    XLMRobertaForSequenceClassification,
)

LABELS = ['praise', 'blame', 'neither']
# Padding is on the right, and the longest text needs none.
LENGTHS = [11, 4, 7]


def main():
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    bert('bert', 1, lambda name: name)
    bert('bert-old', 2, old_bert_name, hidden_act='relu', num_hidden_layers=3)
    bert_mean('bert-mean', 3, hidden_act='gelu_new')
    distilbert('distilbert', 4)
    gpt2('gpt2', 5)
    gpt_neo('gpt-neo', 6)
    roberta('roberta', 7, RobertaConfig, RobertaForSequenceClassification)
    roberta('xlm-roberta', 8, XLMRobertaConfig, XLMRobertaForSequenceClassification, without_prefix=True)
    modernbert('modernbert', 9)
    modernbert('modernbert-mean', 10, classifier_pooling='mean', norm_bias=True, attention_bias=True, mlp_bias=True, classifier_bias=True)


def bert_config(**options):
    return BertConfig(
        vocab_size=96,
        hidden_size=32,
        num_attention_heads=4,
        intermediate_size=56,
        max_position_embeddings=16,
        attn_implementation='eager',
        **{'num_hidden_layers': 2, **options},
        **label_maps(),
    )


def label_maps():
    names = dict(enumerate(LABELS))
    return {'id2label': names, 'label2id': {label: index for index, label in names.items()}}


def bert(name, seed, stored_name, **options):
    torch.manual_seed(seed)
    model = shaken(BertForSequenceClassification(bert_config(**options)))
    folder = written(name, model.config, stored(model, stored_name), old_leftovers(stored_name))
    ids, mask = texts(96)
    recorded = record(model, ['bert.embeddings', 'bert.pooler', *layer_paths(model, 'bert.encoder.layer')])
    logits = model(ids, attention_mask=mask).logits
    write_reference(folder, ids, mask, recorded, recorded['bert.pooler'], {'': classification(model, logits)})


def old_bert_name(name):
    modern = name.removeprefix('bert.')
    return modern.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta')


def old_leftovers(stored_name):
    """What old files hold besides: a buffer, and the heads of pre-training."""
    if stored_name is not old_bert_name:
        return {}
    return {
        'embeddings.position_ids': torch.arange(16)[None],
        'cls.predictions.bias': torch.zeros(96),
        'cls.seq_relationship.weight': torch.zeros(2, 32),
    }


def bert_mean(name, seed, **options):
    """The trunk alone, as embedding models are published, under a linear classifier on the mean of the tokens."""
    torch.manual_seed(seed)
    model = nn.Module()
    model.bert = BertModel(bert_config(**options), add_pooling_layer=False)
    model.classifier = nn.Linear(32, len(LABELS))
    shaken(model)
    folder = written(name, model.bert.config, stored(model, lambda path: path.removeprefix('bert.')))
    ids, mask = texts(96)
    recorded = record(model, ['bert.embeddings', *layer_paths(model, 'bert.encoder.layer')])
    states = model.bert(ids, attention_mask=mask).last_hidden_state
    pooled = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    logits = model.classifier(pooled)
    write_reference(folder, ids, mask, recorded, pooled, {'': classification(model, logits)})


def distilbert(name, seed):
    torch.manual_seed(seed)
    config = DistilBertConfig(
        vocab_size=96,
        dim=32,
        hidden_dim=56,
        n_layers=2,
        n_heads=4,
        max_position_embeddings=16,
        attn_implementation='eager',
        **label_maps(),
    )
    model = shaken(DistilBertForSequenceClassification(config))
    leftovers = {'vocab_layer_norm.weight': torch.ones(32), 'vocab_projector.bias': torch.zeros(96)}
    folder = written(name, config, stored(model), leftovers)
    ids, mask = texts(96)
    paths = ['distilbert.embeddings', *layer_paths(model, 'distilbert.transformer.layer')]
    recorded = record(model, paths)
    refuse_kink(model.pre_classifier)
    logits = model(ids, attention_mask=mask).logits
    pooled = recorded['distilbert.transformer.layer.1'][:, 0]
    write_reference(folder, ids, mask, recorded, pooled, {'': classification(model, logits)})


def roberta(name, seed, config_class, model_class, without_prefix=False):
    """Places are counted from the padding's id on; a pooler is left over from pre-training, which no classifier reads."""
    torch.manual_seed(seed)
    config = config_class(
        vocab_size=96,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=56,
        max_position_embeddings=18,
        type_vocab_size=1,
        layer_norm_eps=1e-5,
        pad_token_id=1,
        attn_implementation='eager',
        **label_maps(),
    )
    model = shaken(model_class(config))
    prefix = '' if without_prefix else 'roberta.'
    stored_name = lambda path: path.replace('roberta.', prefix)
    leftovers = {
        f'{prefix}embeddings.position_ids': torch.arange(18)[None],
        f'{prefix}pooler.dense.weight': torch.zeros(32, 32),
        f'{prefix}pooler.dense.bias': torch.zeros(32),
        'lm_head.bias': torch.zeros(96),
        'lm_head.dense.weight': torch.zeros(32, 32),
    }
    folder = written(name, config, stored(model, stored_name), leftovers)
    ids, mask = texts(96, padding=1)
    recorded = record(model, ['roberta.embeddings', *layer_paths(model, 'roberta.encoder.layer')])
    logits = model(ids, attention_mask=mask).logits
    pooled = recorded['roberta.encoder.layer.1'][:, 0]
    write_reference(folder, ids, mask, recorded, pooled, {'': classification(model, logits)})


def modernbert(name, seed, **options):
    """Windows of three tokens to each side; the longest text has eleven."""
    torch.manual_seed(seed)
    config = ModernBertConfig(
        vocab_size=96,
        hidden_size=32,
        num_hidden_layers=4,
        num_attention_heads=4,
        intermediate_size=40,
        max_position_embeddings=16,
        local_attention=6,
        global_rope_theta=1600.0,
        local_rope_theta=100.0,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        cls_token_id=1,
        sep_token_id=2,
        reference_compile=False,
        # The eager one computes its softmax in F32, where a row of padding alone is no number.
        attn_implementation='sdpa',
        **options,
        **label_maps(),
    )
    model = shaken(ModernBertForSequenceClassification(config))
    leftovers = {'decoder.bias': torch.zeros(96)}
    folder = written(name, model.config, stored(model), leftovers)
    ids, mask = texts(96)
    paths = ['model.embeddings', *layer_paths(model, 'model.layers'), 'model.final_norm']
    recorded = record(model, [*paths, 'head'])
    logits = model(ids, attention_mask=mask).logits
    write_reference(folder, ids, mask, recorded, recorded['head'], {'': classification(model, logits)})


def gpt2(name, seed):
    """Stored as the hosted files are: without the prefix, with the mask as a buffer."""
    config = GPT2Config(
        vocab_size=96,
        n_positions=16,
        n_embd=32,
        n_layer=2,
        n_head=4,
        pad_token_id=0,
        eos_token_id=0,
        bos_token_id=0,
        attn_implementation='eager',
        **label_maps(),
    )
    tril = torch.tril(torch.ones(1, 1, 16, 16))
    leftovers = {f'h.{layer}.attn.bias': tril.clone() for layer in range(2)}
    leftovers['h.0.attn.masked_bias'] = torch.tensor(-1e4)
    bare = lambda path: path.removeprefix('transformer.')
    causal(name, seed, GPT2ForSequenceClassification, GPT2LMHeadModel, config, bare, leftovers)


def gpt_neo(name, seed):
    config = GPTNeoConfig(
        vocab_size=96,
        max_position_embeddings=16,
        hidden_size=24,
        num_layers=4,
        num_heads=3,
        intermediate_size=48,
        window_size=3,
        attention_types=[[['global', 'local'], 2]],
        pad_token_id=0,
        eos_token_id=0,
        bos_token_id=0,
        attn_implementation='eager',
        **label_maps(),
    )
    tril = torch.tril(torch.ones(1, 1, 16, 16, dtype=torch.uint8))
    leftovers = {'lm_head.weight': torch.zeros(96, 24)}
    for layer in range(4):
        leftovers[f'transformer.h.{layer}.attn.attention.bias'] = tril.clone()
        leftovers[f'transformer.h.{layer}.attn.attention.masked_bias'] = torch.tensor(-1e9)
    causal(name, seed, GPTNeoForSequenceClassification, GPTNeoForCausalLM, config, lambda path: path, leftovers)


def causal(name, seed, classifier_class, writer_class, config, stored_name, leftovers):
    """A classifier on the last token and a writer of the next token, over one trunk."""
    torch.manual_seed(seed)
    model = shaken(classifier_class(config))
    folder = written(name, config, stored(model, stored_name), leftovers)
    ids, mask = texts(96)
    recorded = record(model, layer_paths(model, 'transformer.h') + ['transformer.ln_f'])
    model.transformer.drop.register_forward_hook(keep(recorded, 'transformer.wte'))
    logits = model(ids, attention_mask=mask).logits
    pooled = recorded['transformer.ln_f'][torch.arange(len(LENGTHS)), torch.tensor(LENGTHS) - 1]

    writer = writer_class(config).double().eval()
    writer.transformer.load_state_dict(model.transformer.state_dict())
    words = writer(ids, attention_mask=mask).logits
    targets = ids.masked_fill(mask == 0, -100)
    loss = F.cross_entropy(words[:, :-1].reshape(-1, 96), targets[:, 1:].reshape(-1))
    heads = {'': classification(model, logits), 'next.': task(writer, words, loss)}
    write_reference(folder, ids, mask, recorded, pooled, heads)


def shaken(model):
    """A fresh network hardly attends and its norms are the identity, which would hide a wrong formula or order."""
    for module in model.modules():
        if isinstance(module, nn.LayerNorm):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            if module.bias is not None:
                nn.init.normal_(module.bias, 0, 0.3)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, 0, 0.7)
        elif hasattr(module, 'weight') and module.weight.dim() > 1:
            wide = module.weight.shape[0 if type(module).__name__ == 'Conv1D' else 1]
            nn.init.normal_(module.weight, 0, wide**-0.5)
            if module.bias is not None:
                nn.init.normal_(module.bias, 0, 0.3)
        if 'ReLU' in type(module).__name__:
            module.register_forward_pre_hook(lambda _, inputs: check_kink(inputs[0]))
    return model.eval()


def refuse_kink(layer):
    layer.register_forward_hook(lambda _, inputs, output: check_kink(output))


def check_kink(x):
    assert x.abs().min() > KINK_MARGIN, 'A pre-activation lies on the kink of ReLU: choose another seed.'


def texts(vocabulary, padding=0):
    """Ids above that of the padding. One id stands twice in a text, so that its gradients add up."""
    ids = torch.randint(padding + 1, vocabulary, (len(LENGTHS), max(LENGTHS)))
    ids[0, 5] = ids[0, 1]
    mask = (torch.arange(max(LENGTHS))[None] < torch.tensor(LENGTHS)[:, None]).long()
    return ids * mask + padding * (1 - mask), mask


def layer_paths(model, parent):
    return [f'{parent}.{index}' for index in range(len(model.get_submodule(parent)))]


def record(model, paths):
    model.double()
    recorded = {}
    for path in paths:
        model.get_submodule(path).register_forward_hook(keep(recorded, path))
    return recorded


def keep(recorded, path):
    return lambda module, inputs, output: recorded.__setitem__(
        path, output[0] if isinstance(output, tuple) else output
    )


def classification(model, logits):
    labels = torch.tensor([2, 0, 1])
    return {**task(model, logits, F.cross_entropy(logits, labels)), 'labels': labels}


def task(model, logits, loss):
    loss.backward(retain_graph=True)
    gradients = {f'grad.{path}': parameter.grad for path, parameter in model.named_parameters()}
    return {'logits': logits, 'loss': loss, **gradients}


def stored(model, stored_name=lambda path: path):
    return {stored_name(path): parameter.detach().clone() for path, parameter in model.named_parameters()}


def written(name, config, weights, leftovers=None):
    folder = FIXTURES / name
    config.save_pretrained(folder)
    save_file({**weights, **(leftovers or {})}, folder / 'model.safetensors', metadata={'format': 'pt'})
    return folder


def write_reference(folder, ids, mask, blocks, pooled, heads):
    tensors = {
        'pooled': pooled,
        **{f'block.{name}': output for name, output in blocks.items()},
        **{f'{prefix}{key}': tensor for prefix, task in heads.items() for key, tensor in task.items()},
    }
    whole = {'ids': ids, 'mask': mask, 'labels': tensors.pop('labels')}
    for name, tensor in tensors.items():
        # A key's bias shifts all scores of a query alike: its gradient is zero, and only rounding is left of it.
        silent = name.endswith(('.key.bias', '.k_lin.bias'))
        assert tensor.isfinite().all() and (silent or tensor.abs().max() > 1e-6), f'{name} says nothing.'
    rounded = {name: tensor.detach().float().contiguous() for name, tensor in tensors.items()}
    # One key only: safetensors writes several in any order, and the file would differ from run to run.
    layout = 'block.*: [text, token, width]; grad.*: the layout of the weight file under the names of transformers 4'
    save_file({**rounded, **whole}, folder / 'reference.safetensors', metadata={'layout': layout})
    total = sum(file.stat().st_size for file in folder.iterdir())
    assert total <= FOLDER_BYTES, f'{folder.name} takes {total} bytes.'
    print(f'{folder.name}: {total} bytes, {len(blocks)} blocks, loss {heads[""]["loss"].item():.6f}')


if __name__ == '__main__':
    main()
