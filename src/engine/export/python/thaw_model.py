"""The network: pre-trained weights, the method's own parameters by peft, and which of them learn."""

import re
from contextlib import contextmanager

import modeling_thaw
import peft
import torch
import torch.nn.functional as F
import transformers
from safetensors.torch import load_file
from thaw_project import HERE, INPUT, MANIFEST, PLAN, RECIPE


def build_model(folder=None):
    """
    The pre-trained network with the method's parameters in place, and all that learns by the plan's names. `folder` has
    the published files, where they are not to be fetched.
    """
    published = None if folder else PLAN['model']['repository']
    how = {'revision': PLAN['model']['revision']} if published else {}
    names = MANIFEST['classes']
    if names:
        how |= {'id2label': dict(enumerate(names)), 'label2id': {name: i for i, name in enumerate(names)}}
    if PLAN['task']['outputs']:
        how |= {'num_labels': PLAN['task']['outputs'], 'ignore_mismatched_sizes': True}
    if PLAN['task']['problemType']:
        how['problem_type'] = PLAN['task']['problemType']
    how |= {'dtype': torch.float32, 'output_loading_info': True}
    model, loading = model_class().from_pretrained(folder or published or HERE / 'model', **how)
    start = load_file(HERE / 'initial.safetensors')
    refuse_random(loading['missing_keys'], start)
    if INPUT['kind'] == 'text':
        model.config.pad_token_id = INPUT['padId']
        model.config.use_cache = False
    if PLAN['model']['pooling']:
        model.config.thaw_pooling = PLAN['model']['pooling']
        if hasattr(model.config, 'classifier_pooling'):  # ModernBERT's own field for it
            model.config.classifier_pooling = 'cls' if PLAN['model']['pooling'] == 'first' else PLAN['model']['pooling']
    if PLAN['peft']:
        model = with_adapter(model)
    parameters = {plain(name): value for name, value in model.named_parameters() if 'original_module' not in name}
    for name, value in start.items():
        parameters[name].data.copy_(value.view_as(parameters[name]))
    if PLAN['pissa']:  # the pair begins as the layer's strongest directions, which the frozen layer then goes without
        for layer in model.modules():
            if hasattr(layer, 'get_delta_weight'):
                layer.base_layer.weight.data -= layer.get_delta_weight('default')
    missing = [entry['name'] for entry in PLAN['parameters'] if entry['name'] not in parameters]
    if missing:
        raise SystemExit(f'The network has no parameter "{missing[0]}": are these the versions of requirements.txt?')
    model.requires_grad_(False)
    # Dropout and batch norm within the pre-trained network rest, as in the page; what drops out is set by hand below.
    model.eval()
    first_of_head(model).register_forward_pre_hook(hide_features)
    return model, {entry['name']: parameters[entry['name']] for entry in PLAN['parameters']}


def refuse_random(missing, start):
    """What the files lack would begin at random, and the run be another one; some of it is not read at all."""
    unread = r'num_batches_tracked$|mask_token$|position_ids$' + (r'|pooler\.' if PLAN['model']['ownClass'] else '')
    lacking = [name for name in missing if name not in start and not re.search(unread, name)]
    if lacking:
        raise SystemExit(f'The published weights lack "{lacking[0]}": they are not in the layout that transformers reads.')


def model_class():
    own = PLAN['model']['ownClass']
    return getattr(modeling_thaw, own) if own else getattr(transformers, PLAN['task']['autoModel'])


def with_adapter(model):
    settings = {**PLAN['peft']}
    config = getattr(peft, settings.pop('config'))
    return peft.get_peft_model(model, config(**settings))


def plain(name):
    """A parameter's name without what peft wraps around it."""
    if name.startswith('prompt_encoder.'):
        return 'prompt_embeddings'
    name = re.sub(r'^base_model\.(model\.)?', '', name)
    name = re.sub(r'\.(base_layer|default|modules_to_save)(?=\.|$)', '', name)
    return name.replace('lora_magnitude_vector.weight', 'lora_magnitude_vector')


def first_of_head(model):
    return next(module for name, module in model.named_modules() if plain(name) == PLAN['model']['dropoutAt'])


@contextmanager
def watched_features(model):
    """The list that what the head reads is added to, batch by batch."""
    seen = []
    hook = first_of_head(model).register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    try:
        yield seen
    finally:
        hook.remove()


learning = False


def hide_features(_, inputs):
    return F.dropout(inputs[0], RECIPE['regularisation']['dropout'], training=learning), *inputs[1:]


def set_learning(model, on):
    global learning
    learning = on
    for name, module in model.named_modules():
        if 'lora_dropout' in name:
            module.train(on)
