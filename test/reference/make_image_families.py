"""Writes the fixtures of MobileNet v2, timm's ResNet, ViT, DeiT and DINOv2: small networks and what they compute.

    python make_image_families.py    (in a venv with requirements.txt; see README.md)

As in make_vision.py, weights and inputs are rounded to F32, and everything else is computed from those in float64.
"""

import timm
import torch
import torch.nn.functional as F
from reference_files import FIXTURES, KINK_MARGIN, LABELS, nhwc, write_reference
from timm.models import save_for_hf
from transformers import (
    BitImageProcessor,
    DeiTConfig,
    DeiTForImageClassification,
    DeiTImageProcessor,
    Dinov2Config,
    Dinov2ForImageClassification,
    MobileNetV2Config,
    MobileNetV2ForImageClassification,
    MobileNetV2ImageProcessor,
    ViTConfig,
    ViTForImageClassification,
    ViTImageProcessor,
)
from transformers.image_utils import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD
from vision_transformers import shake_transformer, transformer_reference

CLASSES = {
    'id2label': dict(enumerate(LABELS)),
    'label2id': {label: index for index, label in enumerate(LABELS)},
}
# Fifty layers of MobileNet v2 carry F32's rounding further.
DEEP_KINK_MARGIN = 1e-4
IMAGENET = {'image_mean': IMAGENET_DEFAULT_MEAN, 'image_std': IMAGENET_DEFAULT_STD}


def main():
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    # The real networks' 1280 features stay; everything below is narrow. Sides 40, 20, 10, 5, 3, 2: even and odd.
    narrow = {'depth_multiplier': 0.025, 'depth_divisible_by': 2, 'min_depth': 6}
    mobilenet('mobilenet-v2', 29, 40, expand_ratio=3.0, **narrow)
    torch_like = {'tf_padding': False, 'first_layer_is_expansion': False, 'finegrained_output': False}
    mobilenet('mobilenet-v2-variant', 3, 33, **{**narrow, 'depth_multiplier': 0.06, 'depth_divisible_by': 4, 'min_depth': 4}, **torch_like)
    timm_resnet('timm-resnet-basic', 4, 'resnet18', layers=(2, 1, 1, 1), channels=(8, 8, 12, 16))
    timm_resnet('timm-resnet-bottleneck', 2, 'resnet50', layers=(1, 2, 1, 1), channels=(4, 4, 6, 8))
    vit('vit', 1)
    deit('deit', 2)
    dinov2('dinov2', 3)


def mobilenet(name, seed, side, **options):
    torch.manual_seed(seed)
    model = MobileNetV2ForImageClassification(MobileNetV2Config(image_size=side, **options, **CLASSES)).eval()
    shake_convolutions(model)
    processor = MobileNetV2ImageProcessor(size={'shortest_edge': side + 6}, crop_size={'height': side, 'width': side})
    trunk = model.mobilenet_v2
    blocks = {'mobilenet_v2.conv_stem': trunk.conv_stem, 'mobilenet_v2.conv_1x1': trunk.conv_1x1}
    blocks |= {f'mobilenet_v2.layer.{index}': layer for index, layer in enumerate(trunk.layer)}
    folder = FIXTURES / name
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    convolutional_reference(folder, model, side, blocks, lambda input: model(input).logits, trunk)


def timm_resnet(name, seed, architecture, **options):
    torch.manual_seed(seed)
    model = timm.create_model(architecture, num_classes=len(LABELS), **options).eval()
    shake_convolutions(model)
    model.pretrained_cfg = {**model.pretrained_cfg, 'input_size': (3, 32, 32)}
    folder = FIXTURES / name
    args = {key: list(value) for key, value in options.items()}
    save_for_hf(model, folder, model_args=args, safe_serialization=True)
    blocks = {'resnet.embedder': model.maxpool}
    for stage in range(len(options['layers'])):
        for index, layer in enumerate(getattr(model, f'layer{stage + 1}')):
            blocks[f'resnet.encoder.stages.{stage}.layers.{index}'] = layer
    convolutional_reference(folder, model, 32, blocks, model, model.global_pool)


def vit(name, seed):
    torch.manual_seed(seed)
    config = ViTConfig(**shape(patch_size=4, intermediate_size=48, num_hidden_layers=3), image_size=24)
    model = ViTForImageClassification(config).eval()
    processor = ViTImageProcessor(size={'height': 24, 'width': 24})
    transformer(FIXTURES / name, model, model.vit, processor)


def deit(name, seed):
    torch.manual_seed(seed)
    config = DeiTConfig(**shape(patch_size=6, intermediate_size=48, num_hidden_layers=2), image_size=24)
    model = DeiTForImageClassification(config).eval()
    processor = DeiTImageProcessor(
        size={'height': 27, 'width': 27}, crop_size={'height': 24, 'width': 24}, **IMAGENET
    )
    transformer(FIXTURES / name, model, model.deit, processor)


def dinov2(name, seed):
    """Positions for 7×7 patches, pictures of 4×4: the real network is trained on 37×37 and used on 16×16."""
    torch.manual_seed(seed)
    config = Dinov2Config(**shape(patch_size=6, mlp_ratio=2, num_hidden_layers=2), image_size=42)
    model = Dinov2ForImageClassification(config).eval()
    processor = BitImageProcessor(
        size={'shortest_edge': 28}, crop_size={'height': 24, 'width': 24}, **IMAGENET
    )
    transformer(FIXTURES / name, model, model.dinov2, processor)


def shape(**options):
    return {'hidden_size': 24, 'num_attention_heads': 3, **CLASSES, **options}


def transformer(folder, model, trunk, processor):
    shake_transformer(model)
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    transformer_reference(folder, model, trunk.embeddings, trunk.encoder.layer, trunk.layernorm, side=24)


def convolutional_reference(folder, model, side, blocks, logits_of, pool):
    model.double()
    recorded = {}
    handles = [
        module.register_forward_hook(lambda _, __, output, name=name: recorded.__setitem__(name, output.clone()))
        for name, module in blocks.items()
    ]
    handles += [module.register_forward_pre_hook(refuse_kinks) for module in model.modules()]
    handles.append(pool.register_forward_hook(lambda _, __, output: recorded.__setitem__('pooled', output)))
    input = torch.randn(2, 3, side, side).float().double()
    labels = torch.tensor([2, 0])
    logits = logits_of(input)
    for handle in handles:
        handle.remove()
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    pooled = recorded.pop('pooled')
    write_reference(
        folder,
        input=nhwc(input),
        labels=labels,
        blocks={name: nhwc(output) for name, output in recorded.items()},
        pooled=getattr(pooled, 'pooler_output', pooled).flatten(1),
        logits=logits,
        loss=loss,
        gradients={path: parameter.grad for path, parameter in model.named_parameters()},
    )


def shake_convolutions(model):
    """Weights that neither fade nor saturate over fifty layers, and statistics that hide no wrong formula."""
    for module in model.modules():
        if isinstance(module, torch.nn.Conv2d):
            fan_in = module.weight[0].numel()
            torch.nn.init.normal_(module.weight, 0, (2 / fan_in) ** 0.5)
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.8, 1.6)
            torch.nn.init.normal_(module.bias, 0.2, 0.4)
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.5, 1.5)
        if isinstance(module, torch.nn.Linear):
            torch.nn.init.normal_(module.weight, 0, 0.3 * module.in_features**-0.5)
            torch.nn.init.normal_(module.bias, 0, 0.3)


def refuse_kinks(module, inputs):
    if isinstance(module, torch.nn.ReLU6):
        distance = torch.minimum(inputs[0].abs(), (inputs[0] - 6).abs()).min()
        assert distance > DEEP_KINK_MARGIN, 'A pre-activation lies on a kink of ReLU6: choose another seed.'
    elif isinstance(module, torch.nn.ReLU):
        assert inputs[0].abs().min() > KINK_MARGIN, 'A pre-activation lies on the kink of ReLU: choose another seed.'


if __name__ == '__main__':
    main()
