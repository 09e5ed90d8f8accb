"""What the scripts of networks share: where the fixtures lie, and how a network's reference is written."""

from pathlib import Path

from safetensors.torch import save_file

FIXTURES = Path(__file__).parent.parent / 'fixtures' / 'reference'
LABELS = ['cat', 'dog', 'owl']
# Nearer to a kink of ReLU than this, F32 could fall on its other side and the gradient would rightly differ.
KINK_MARGIN = 2e-6
# The cap keeps the repository small: shrink a network's width, not what it covers.
FOLDER_BYTES = 400 * 1024


def nhwc(tensor):
    return tensor.permute(0, 2, 3, 1)


def write_reference(folder, input, labels, blocks, pooled, logits, loss, gradients, forgotten=()):
    """`forgotten` are parameters whose gradient is 0 in truth: what float64 leaves of it is rounding."""
    tensors = {
        'input': input,
        'pooled': pooled,
        'logits': logits,
        'loss': loss,
        **{f'block.{name}': output for name, output in blocks.items()},
        **{f'grad.{name}': gradient for name, gradient in gradients.items()},
    }
    for name, tensor in tensors.items():
        assert tensor.isfinite().all(), f'{name} is not finite.'
        assert tensor.abs().max() > 1e-9 or name in {f'grad.{path}' for path in forgotten}, f'{name} says nothing.'
    stored = {name: tensor.detach().float().contiguous() for name, tensor in tensors.items()}
    stored |= {f'grad.{path}': stored[f'grad.{path}'] * 0 for path in forgotten}
    # One key only: safetensors writes several in any order, and the file would differ from run to run.
    layout = 'input and block.*: NHWC; grad.*: the layout of the weight file; batch norm with its running statistics'
    save_file({**stored, 'labels': labels}, folder / 'reference.safetensors', metadata={'layout': layout})
    total = sum(file.stat().st_size for file in folder.iterdir())
    assert total <= FOLDER_BYTES, f'{folder.name} takes {total} bytes.'
    print(f'{folder.name}: {total} bytes, {len(blocks)} blocks, {len(gradients)} gradients, loss {loss.item():.6f}')
