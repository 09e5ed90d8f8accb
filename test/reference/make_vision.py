"""Writes the vision fixtures: small networks by their original implementations, with what they compute.

    python make_vision.py            (in a venv with requirements.txt; see README.md)

ResNet is transformers' own, MobileNet v1 is Keras' own run on torch. The weights are rounded to F32, and everything
else is computed from those in float64 and rounded once at the end: a difference to the reference is the reader's error
alone, and another machine writes the same files.
"""

import json
import os

os.environ['KERAS_BACKEND'] = 'torch'

import keras
import numpy as np
import torch
import torch.nn.functional as F
from reference_files import FIXTURES, KINK_MARGIN, LABELS, nhwc, write_reference
from transformers import ConvNextImageProcessor, ResNetConfig, ResNetForImageClassification
from transformers.image_utils import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD, PILImageResampling
from transformers.models.resnet.modeling_resnet import ResNetEmbeddings


def main():
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    resnet('resnet-basic', 5, layer_type='basic', hidden_sizes=[8, 12, 16], depths=[2, 1, 2])
    resnet('resnet-bottleneck', 2, layer_type='bottleneck', hidden_sizes=[16, 24, 32], depths=[1, 2, 1])
    # Stage 0 keeps its width and halves the picture: its shortcut is there for the stride alone.
    first = {'downsample_in_first_stage': True}
    resnet('resnet-downsample', 3, layer_type='basic', hidden_sizes=[8, 12], depths=[2, 1], **first)
    mobilenet('mobilenet-v1', 4, alpha=0.0625, size=64, classes=5)


def resnet(name, seed, **options):
    torch.manual_seed(seed)
    config = ResNetConfig(
        num_channels=3,
        embedding_size=8,
        id2label=dict(enumerate(LABELS)),
        label2id={label: index for index, label in enumerate(LABELS)},
        **options,
    )
    model = ResNetForImageClassification(config).eval()
    shake_batch_norms(model)
    folder = FIXTURES / name
    model.save_pretrained(folder)
    processor = ConvNextImageProcessor(
        size={'shortest_edge': 32},
        crop_pct=0.875,
        resample=PILImageResampling.BICUBIC,
        image_mean=IMAGENET_DEFAULT_MEAN,
        image_std=IMAGENET_DEFAULT_STD,
    )
    processor.save_pretrained(folder)

    model.double()
    input = torch.randn(2, 3, 32, 32).float().double()
    labels = torch.tensor([2, 0])
    recorded, handles = record(model)
    logits = model(input).logits
    for handle in handles:
        handle.remove()
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    write_reference(
        folder,
        input=nhwc(input),
        labels=labels,
        blocks={block: nhwc(output) for block, output in recorded.items()},
        pooled=model.resnet(input).pooler_output.flatten(1),
        logits=logits,
        loss=loss,
        gradients={path: parameter.grad for path, parameter in model.named_parameters()},
    )


def shake_batch_norms(model):
    """A fresh batch norm is the identity, and would hide a wrong formula, epsilon or order."""
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, 0, 0.3)
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.5, 1.5)


def record(model):
    """Keeps the output of the embedder and of each residual layer, and refuses a pre-activation at a kink."""
    recorded = {}

    def keep(path):
        return lambda module, inputs, output: recorded.__setitem__(path, output)

    def refuse_kink(module, inputs, output):
        assert inputs[0].abs().min() > KINK_MARGIN, 'A pre-activation lies on the kink of ReLU: choose another seed.'

    handles = []
    for path, module in model.named_modules():
        parent = path.rpartition('.')[0]
        layer = parent.startswith('resnet.encoder.stages.') and parent.endswith('.layers')
        if layer or isinstance(module, ResNetEmbeddings):
            handles.append(module.register_forward_hook(keep(path)))
        if isinstance(module, torch.nn.ReLU):
            handles.append(module.register_forward_hook(refuse_kink))
    return recorded, handles


def mobilenet(name, seed, alpha, size, classes):
    keras.config.set_floatx('float64')
    model = keras.applications.MobileNet(
        input_shape=(size, size, 3), alpha=alpha, weights=None, classes=classes, classifier_activation=None
    )
    random = np.random.default_rng(seed)
    for layer in model.layers:
        draw_weights(layer, random)
    folder = FIXTURES / name
    write_tfjs(folder, model)

    input = torch.from_numpy(random.uniform(-1, 1, (2, size, size, 3)).astype(np.float32)).double()
    labels = torch.tensor([3, 1])
    activations = [layer for layer in model.layers if isinstance(layer, keras.layers.ReLU)]
    pool = next(layer for layer in model.layers if isinstance(layer, keras.layers.GlobalAveragePooling2D))
    probe = keras.Model(
        model.input,
        {
            'logits': model.output,
            'pooled': pool.output,
            **{layer.name: layer.output for layer in activations},
            **{f'before {layer.name}': layer.input for layer in activations},
        },
    )
    outputs = probe(input, training=False)
    refuse_kinks(outputs)
    loss = F.cross_entropy(outputs['logits'], labels)
    loss.backward()
    blocks = ['conv1', *(f'conv_pw_{i}' for i in range(1, 14))]
    write_reference(
        folder,
        input=input,
        labels=labels,
        blocks={block: outputs[f'{block}_relu'] for block in blocks},
        pooled=outputs['pooled'].flatten(1),
        logits=outputs['logits'],
        loss=loss,
        gradients={stored_name(variable): variable.value.grad for variable in model.trainable_variables},
    )


def draw_weights(layer, random):
    """Every value is one that F32 holds; kernels are scaled so that fourteen blocks neither fade nor saturate."""
    draws = {
        'gamma': lambda shape: random.uniform(0.8, 2.2, shape),
        'beta': lambda shape: random.normal(0.4, 0.4, shape),
        'moving_mean': lambda shape: random.normal(0, 0.3, shape),
        'moving_variance': lambda shape: random.uniform(0.5, 1.5, shape),
        'bias': lambda shape: random.normal(0, 0.3, shape),
        'kernel': lambda shape: random.normal(0, np.sqrt(2 / fan_in(layer, shape)), shape),
    }
    for variable in layer.weights:
        variable.assign(draws[variable.name](tuple(variable.shape)).astype(np.float32))


def fan_in(layer, shape):
    height, width, channels, _ = shape
    return height * width * (1 if isinstance(layer, keras.layers.DepthwiseConv2D) else channels)


def refuse_kinks(outputs):
    for name, output in outputs.items():
        if name.startswith('before '):
            assert output.abs().min() > KINK_MARGIN, f'{name}: on the lower kink of ReLU6, choose another seed.'
            assert (output - 6).abs().min() > KINK_MARGIN, f'{name}: on the upper kink of ReLU6, choose another seed.'


def stored_name(variable):
    """Keras 3 calls a depthwise kernel `kernel`; the hosted files, written by Keras 2, say `depthwise_kernel`."""
    layer, name = variable.path.split('/')
    return f'{layer}/depthwise_kernel' if layer.startswith('conv_dw_') and name == 'kernel' else f'{layer}/{name}'


def write_tfjs(folder, model):
    """Two groups, the first cut into two shards in the midst of a tensor, as the converter cuts at 4 MB."""
    head = [variable for variable in model.weights if variable.path.startswith('conv_preds/')]
    trunk = [variable for variable in model.weights if not variable.path.startswith('conv_preds/')]
    folder.mkdir(parents=True, exist_ok=True)
    groups = []
    for number, (variables, shards) in enumerate([(trunk, 2), (head, 1)], start=1):
        bytes = b''.join(variable.numpy().astype('<f4').tobytes() for variable in variables)
        step = len(bytes) // shards + 1
        paths = [f'group{number}-shard{shard}of{shards}' for shard in range(1, shards + 1)]
        for shard, path in enumerate(paths):
            (folder / path).write_bytes(bytes[shard * step : (shard + 1) * step])
        weights = [
            {'name': stored_name(variable), 'shape': list(variable.shape), 'dtype': 'float32'} for variable in variables
        ]
        groups.append({'paths': paths, 'weights': weights})
    manifest = {'modelTopology': hosted_topology(model), 'weightsManifest': groups}
    (folder / 'model.json').write_text(json.dumps(manifest, separators=(',', ':')) + '\n')


def hosted_topology(model):
    """The layer list as Keras 2.1.4 wrote it for the hosted model.

    That version had no padding layers: its strided convolutions say `same`, which on an even side is the very
    zero row below and zero column to the right that Keras 3 pads by a layer of its own.
    """
    layers = []
    for layer in model.layers:
        if not isinstance(layer, keras.layers.ZeroPadding2D):
            inbound = [[[layers[-1]['name'], 0, 0, {}]]] if layers else []
            class_name, config = hosted_layer(layer)
            config = {'name': layer.name, **config}
            layers.append({'name': layer.name, 'class_name': class_name, 'config': config, 'inbound_nodes': inbound})
    config = {
        'name': model.name,
        'layers': layers,
        'input_layers': [[layers[0]['name'], 0, 0]],
        'output_layers': [[layers[-1]['name'], 0, 0]],
    }
    model_config = {'class_name': 'Model', 'config': config}
    return {'keras_version': '2.1.4', 'backend': 'tensorflow', 'model_config': model_config}


def hosted_layer(layer):
    config = layer.get_config()
    shared = ['kernel_size', 'strides', 'data_format', 'dilation_rate', 'use_bias']
    plain = {'padding': 'same', 'activation': 'linear'}
    if isinstance(layer, keras.layers.InputLayer):
        return 'InputLayer', {'batch_input_shape': config['batch_shape'], 'dtype': 'float32', 'sparse': False}
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        return 'DepthwiseConv2D', {**pick(config, [*shared, 'depth_multiplier']), **plain}
    if isinstance(layer, keras.layers.Conv2D):
        return 'Conv2D', {**pick(config, [*shared, 'filters']), **plain}
    if isinstance(layer, keras.layers.BatchNormalization):
        return 'BatchNormalization', {**pick(config, ['momentum', 'epsilon', 'center', 'scale']), 'axis': -1}
    if isinstance(layer, keras.layers.ReLU):
        return 'Activation', {'activation': 'relu6'}
    if isinstance(layer, keras.layers.Activation):
        return 'Activation', {'activation': 'softmax'}
    names = {'GlobalAveragePooling2D': ['data_format'], 'Dropout': ['rate'], 'Reshape': ['target_shape']}
    return type(layer).__name__, pick(config, names[type(layer).__name__])


def pick(config, names):
    return {name: config[name] for name in names}


if __name__ == '__main__':
    main()
