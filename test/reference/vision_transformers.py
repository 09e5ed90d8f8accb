"""What make_image_families.py and make_transformers5.py share: how a vision transformer is drawn and recorded."""

import torch
import torch.nn.functional as F
from reference_files import nhwc, write_reference


def shake_transformer(model):
    """A fresh network's zeros and ones would hide a wrong place or order, and its small weights a wrong activation."""
    for path, parameter in model.named_parameters():
        if path.endswith(('norm1.weight', 'norm2.weight', 'lambda1')) or 'layernorm' in path and 'weight' in path:
            torch.nn.init.uniform_(parameter, 0.5, 1.5)
        elif path.endswith(('_token', 'position_embeddings')):
            torch.nn.init.normal_(parameter, 0, 0.5)
        elif path.endswith('.bias'):
            torch.nn.init.normal_(parameter, 0, 0.3)
        else:
            torch.nn.init.normal_(parameter, 0, parameter[0].numel() ** -0.5)


def transformer_reference(folder, model, embeddings, layers, norm, side):
    """Blocks are named after the 4.57 modules, whichever version runs."""
    model.double()
    prefix = model.base_model_prefix
    modules = {f'{prefix}.embeddings': embeddings, f'{prefix}.layernorm': norm}
    modules |= {f'{prefix}.encoder.layer.{index}': layer for index, layer in enumerate(layers)}
    recorded = {}
    handles = [
        module.register_forward_hook(lambda _, __, output, name=name: recorded.__setitem__(name, output))
        for name, module in modules.items()
    ]
    seen = []
    handles.append(model.classifier.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0])))
    input = torch.randn(2, 3, side, side).float().double()
    labels = torch.tensor([2, 0])
    logits = model(input).logits
    for handle in handles:
        handle.remove()
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    gradients = {path: parameter.grad for path, parameter in model.named_parameters() if parameter.grad is not None}
    write_reference(
        folder,
        input=nhwc(input),
        labels=labels,
        blocks=recorded,
        pooled=seen[0],
        logits=logits,
        loss=loss,
        gradients=gradients,
        # Softmax forgets what is added to all scores of a row, and a key's bias adds just that.
        forgotten=[path for path in gradients if path.endswith(('key.bias', 'k_proj.bias'))],
    )
