/**
 * Weights in 8 bits, for files that should be small: each row of a matrix in whole steps from -127 to 127, and beside the
 * tensor what one step of each row is worth. A row is the first dimension of the published layout: an output of a layer,
 * a filter of a convolution, a token of a vocabulary. They are widened as they are loaded, so that a network computes in
 * float32 as ever.
 */
import { ThawError } from '../../shared/messages/errors.ts'
import { elementCount, type StoredTensor, type TensorFile, widen } from './tensorFile.ts'

/** Added to a tensor's name: its rows' scales. */
const scalesEnd = '.row_scales'

const mostSteps = 127

/** Vectors and short rows stay as they are: their scales would weigh as much as they. */
const shortestRow = 8

/** The tensor's two parts, by name; the tensor alone where rounding gains nothing. */
export function roundedRows(name: string, tensor: StoredTensor): readonly (readonly [string, StoredTensor])[] {
  const [rows = 1] = tensor.shape
  const width = (elementCount(tensor.shape) ?? 0) / rows
  if (tensor.dtype !== 'F32' || tensor.shape.length < 2 || !(width >= shortestRow)) return [[name, tensor]]
  const values = widen(tensor)
  const scales = new Float32Array(rows)
  const steps = new Int8Array(values.length)
  for (let row = 0; row < rows; row++) scales[row] = roundRow(values, steps, row * width, (row + 1) * width)
  return [
    [name, { dtype: 'I8', shape: tensor.shape, bytes: new Uint8Array(steps.buffer) }],
    [`${name}${scalesEnd}`, { dtype: 'F32', shape: [rows], bytes: new Uint8Array(scales.buffer) }],
  ]
}

/** @returns the scale: what is largest takes the last step. */
function roundRow(values: Float32Array, steps: Int8Array, begin: number, end: number): number {
  let largest = 0
  for (let at = begin; at < end; at++) largest = Math.max(largest, Math.abs(values[at] as number))
  if (!(largest > 0)) return 0
  const scale = Math.fround(largest / mostSteps)
  for (let at = begin; at < end; at++) steps[at] = Math.round((values[at] as number) / scale)
  return scale
}

/** Rounded tensors with their scales put to them. @throws ThawError `weights-invalid` for scales that fit no tensor. */
export function withRowScales(file: TensorFile): TensorFile {
  const names = [...file.tensors.keys()].filter((name) => name.endsWith(scalesEnd))
  if (names.length === 0) return file
  const tensors = new Map(file.tensors)
  for (const name of names) {
    const scales = file.tensors.get(name) as StoredTensor
    const rounded = tensors.get(name.slice(0, -scalesEnd.length))
    if (rounded?.dtype !== 'I8') continue
    const [rows] = rounded.shape
    if (scales.dtype !== 'F32' || scales.shape.length !== 1 || scales.shape[0] !== rows)
      throw new ThawError('weights-invalid', 'rowScalesMisfit', { name, rows: rows ?? 0, received: scales.shape })
    tensors.set(name.slice(0, -scalesEnd.length), { ...rounded, rowScales: widen(scales) })
    tensors.delete(name)
  }
  return { ...file, tensors }
}
