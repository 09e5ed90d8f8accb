/**
 * Cosines and sines of rotary positions in ONNX: of each token's position times each pair's frequency, computed once for
 * all layers. In single precision: in half of it angles lose their place after a few hundred tokens.
 */
import { added, nameOf, type Size } from '../trace/sizes.ts'
import type { StepOf } from '../trace/steps.ts'
import type { GraphBuilder, Value } from './graphBuilder.ts'
import { counted } from './lowerAttention.ts'

export function lowerTurns(
  builder: GraphBuilder,
  { function: name, frequencies, scale, position, results }: StepOf<'turns'>,
): Value {
  const [, tokens] = (results[0] as { shape: readonly Size[] }).shape as [Size, Size]
  const pairs = frequencies.length
  const shape = [1, tokens, 1, pairs]
  const key = `${nameOf(position)} ${nameOf(tokens)} ${frequencies.join()} ${scale}`
  const site = builder.site
  const angles = () =>
    builder.once(`angles ${key}`, () => {
      builder.site = 'angles'
      const places = counted(builder, position, added(position, tokens))
      const numbers = builder.node('Cast', [places], [tokens], { attributes: { to: { int: 1 } }, type: 'float' })
      const apart = builder.reshaped(numbers, [1, tokens, 1, 1])
      return builder.node('Mul', [apart, builder.constant('float', [pairs], frequencies)], shape)
    })
  const turns = () =>
    builder.once(`${name} ${key}`, () => {
      const given = angles()
      builder.site = 'turns'
      const plain = builder.node(name === 'cos' ? 'Cos' : 'Sin', [given], shape)
      return scale === 1 ? plain : builder.node('Mul', [plain, builder.number(scale)], shape)
    })
  const made = builder.inFull(turns)
  builder.site = site
  return made
}
