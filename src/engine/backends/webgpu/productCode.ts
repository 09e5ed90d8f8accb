/**
 * The code of matrix products scale · a·b + a2·b2 + bias, in three variants that share one inner piece: `rows` rows by
 * 4 × `fours` columns of the output in an invocation's registers, four steps of the common axis at a time.
 *
 * - plain: an invocation reads what it needs from memory. No barrier.
 * - tiled: 8 × 8 invocations bring tiles of both matrices into the workgroup's memory, 16 steps at a time.
 * - split: 64 invocations share one piece, each a part of the common axis, and add up at the end: for small outputs of
 *   long sums, such as the gradient of a LoRA factor.
 *
 * Matrices whose rows divide by four are read as vec4. The sizes are uniforms. A b of few bits a value (nn/packed) is
 * widened as it is read.
 */
import type { Layout } from '../../nn/packed/packedMatrix.ts'
import { packedInputs, packedReader } from './packedCode.ts'
import type { Element, Program } from './program.ts'
import { smallestSubgroup } from './teams.ts'

export interface Piece {
  readonly rows: 1 | 4 | 8 | 16
  /** Columns, in fours. */
  readonly fours: 1 | 2 | 4
}

export interface ProductCode {
  readonly variant: 'plain' | 'tiled' | 'split'
  readonly piece: Piece
  readonly workgroup: readonly [number, number]
  readonly transposeA: boolean
  readonly transposeB: boolean
  /** Of each pair whether the rows of a, of b and the common axis divide by four; the same of the output's rows. */
  readonly pairs: readonly PairCode[]
  readonly out: boolean
  readonly bias: boolean
  readonly relu: boolean
  /** Whether the invocations of `split` add up within their subgroup first. */
  readonly subgroups: boolean
  /** Whether packed halves are read as halves. */
  readonly half: boolean
}

export interface PairCode {
  readonly a: boolean
  readonly b: boolean
  readonly common: boolean
  /** How b is packed; absent where it is plain. */
  readonly packed?: Layout | undefined
}

/** Uniforms: m, n, then of each pair its common axis and the distance from one matrix of a batch to the next, of a and of b; scale; of each packed b its stride and group. */
export function productProgram(code: ProductCode): Program {
  const inputs = code.pairs.map(({ a, b, packed }, at) => ({
    [`a${at}`]: elementOf(a),
    ...(packed ? packedInputs(`b${at}`, packed, code.half) : { [`b${at}`]: elementOf(b) }),
  }))
  const packed = code.pairs.flatMap((pair, at) => (pair.packed ? [`stride${at}`, `group${at}`] : []))
  return {
    inputs: {
      ...(Object.assign({}, ...inputs) as Record<string, Element>),
      ...(code.bias ? { bias: 'f32' as const } : {}),
    },
    outputs: { c: elementOf(code.out) },
    uniforms: {
      m: 'u32',
      n: 'u32',
      ...Object.fromEntries(
        code.pairs.flatMap((_, at) => [`k${at}`, `nextA${at}`, `nextB${at}`].map((name) => [name, 'u32' as const])),
      ),
      scale: 'f32',
      ...Object.fromEntries(packed.map((name) => [name, 'u32' as const])),
    },
    workgroup: code.workgroup,
    ...(code.variant === 'plain' ? plain(code) : code.variant === 'tiled' ? tiled(code) : split(code)),
  }
}

type Text = Pick<Program, 'declarations' | 'body' | 'subgroups'>

function plain(code: ProductCode): Text {
  const { piece } = code
  return {
    declarations: loaders(code),
    body: `
  let column = (group.x * ${code.workgroup[0]}u + local.x) * ${4 * piece.fours}u;
  let row = (group.y * ${code.workgroup[1]}u + local.y) * ${piece.rows}u;
  let batch = group.z;
  if (row >= u.m || column >= u.n) { return; }
  ${registers(piece)}
  ${code.pairs.map((_, at) => `${bases(at)}${loop(code, at, '0u', '1u')}${scaled(piece, at)}`).join('\n  ')}
  ${store(code)}`,
  }
}

function split(code: ProductCode): Text {
  const { piece, subgroups } = code
  const pieces = squares(piece)
  const width = code.workgroup[0]
  const kept = subgroups ? width / smallestSubgroup : width
  return {
    subgroups,
    declarations: `${loaders(code)}\nvar<workgroup> parts: array<vec4<f32>, ${pieces.length * kept}>;`,
    body: `
  let column = group.x * ${4 * piece.fours}u;
  let row = group.y * ${piece.rows}u;
  let batch = group.z;
  ${registers(piece)}
  ${code.pairs.map((_, at) => `${bases(at)}${loop(code, at, 'lane', `${width}u`)}${scaled(piece, at)}`).join('\n  ')}
  ${subgroups ? bySubgroups(pieces, kept, width) : byHalves(pieces, width)}
  ${store(code)}`,
  }
}

type Registers = readonly { readonly name: string }[]

/** The workgroup's sums of each register, in its first invocation; the others have returned. */
function byHalves(pieces: Registers, width: number): string {
  const each = (write: (name: string, from: number) => string) =>
    pieces.map(({ name }, at) => write(name, at * width)).join(' ')
  return `${each((name, from) => `parts[${from}u + lane] = ${name};`)}
  for (var apart = ${width / 2}u; apart > 0u; apart /= 2u) {
    workgroupBarrier();
    if (lane < apart) { ${each((_, from) => `parts[${from}u + lane] += parts[${from}u + lane + apart];`)} }
  }
  if (lane > 0u) { return; }
  ${each((name, from) => `${name} = parts[${from}u];`)}`
}

function bySubgroups(pieces: Registers, kept: number, width: number): string {
  const each = (write: (name: string, from: number) => string) =>
    pieces.map(({ name }, at) => write(name, at * kept)).join(' ')
  return `${each((name) => `${name} = subgroupAdd(${name});`)}
  if (lane % subgroup == 0u) { ${each((name, from) => `parts[${from}u + lane / subgroup] = ${name};`)} }
  workgroupBarrier();
  if (lane > 0u) { return; }
  for (var at = 1u; at < ${width}u / subgroup; at++) { ${each((name, from) => `${name} += parts[${from}u + at];`)} }`
}

/** Steps of the common axis in a tile. */
const depth = 16

function tiled(code: ProductCode): Text {
  const { piece } = code
  const [across, down] = code.workgroup
  const tile = { rows: piece.rows * down, columns: 4 * piece.fours * across }
  // A row of four vec4 and one unused, so that neighbours' rows begin in different banks.
  const line = depth / 4 + 1
  const sizeA = code.transposeA ? (depth * tile.rows) / 4 : tile.rows * line
  const sizeB = code.transposeB ? tile.columns * line : (depth * tile.columns) / 4
  const inTile: Source = {
    a: (lead, step) =>
      code.transposeA
        ? `tileA[(${step}) * ${tile.rows / 4}u + (${lead}) / 4u]`
        : `tileA[(${lead}) * ${line}u + (${step}) / 4u]`,
    b: (lead, step) =>
      code.transposeB
        ? `tileB[(${lead}) * ${line}u + (${step}) / 4u]`
        : `tileB[(${step}) * ${tile.columns / 4}u + (${lead}) / 4u]`,
  }
  const invocations = across * down
  const fill = (at: number) => `
    for (var item = lane; item < ${(tile.rows * depth) / 4}u; item += ${invocations}u) {
      ${code.transposeA ? `let step = item / ${tile.rows / 4}u; let lead = 4u * (item % ${tile.rows / 4}u);` : `let lead = item / ${depth / 4}u; let step = 4u * (item % ${depth / 4}u);`}
      tileA[${code.transposeA ? 'item' : `lead * ${line}u + step / 4u`}] = readA${at}(baseA${at}, tileRow + lead, done + step);
    }
    for (var item = lane; item < ${(tile.columns * depth) / 4}u; item += ${invocations}u) {
      ${code.transposeB ? `let lead = item / ${depth / 4}u; let step = 4u * (item % ${depth / 4}u);` : `let step = item / ${tile.columns / 4}u; let lead = 4u * (item % ${tile.columns / 4}u);`}
      tileB[${code.transposeB ? `lead * ${line}u + step / 4u` : 'item'}] = readB${at}(baseB${at}, tileColumn + lead, done + step);
    }`
  return {
    declarations: `${loaders(code)}
var<workgroup> tileA: array<vec4<f32>, ${sizeA}>;
var<workgroup> tileB: array<vec4<f32>, ${sizeB}>;`,
    body: `
  let tileColumn = group.x * ${tile.columns}u;
  let tileRow = group.y * ${tile.rows}u;
  let batch = group.z;
  let lowRow = local.y * ${piece.rows}u;
  let lowColumn = local.x * ${4 * piece.fours}u;
  let row = tileRow + lowRow;
  let column = tileColumn + lowColumn;
  ${registers(piece)}
  ${code.pairs
    .map(
      (_, at) => `${bases(at)}
  for (var done = 0u; done < u.k${at}; done += ${depth}u) {
    workgroupBarrier();${fill(at)}
    workgroupBarrier();
    for (var step = 0u; step < ${depth}u; step += 4u) {
      ${multiply(code, { source: inTile, row: 'lowRow', column: 'lowColumn', step: 'step' })}
    }
  }${scaled(piece, at)}`,
    )
    .join('\n')}
  if (row >= u.m || column >= u.n) { return; }
  ${store(code)}`,
  }
}

/**
 * Of each matrix a function that reads four values: along the axis that its rows lie on, from `lead` (a row of the
 * output, or a column) and `step` (of the common axis). Beyond an edge the last row or column is read again, whose
 * product is never stored; beyond the common axis it reads zeros.
 */
function loaders({ pairs, transposeA, transposeB, variant, half }: ProductCode): string {
  return pairs
    .map(({ a, b, common, packed }, at) => {
      const shared = { steps: `u.k${at}`, checked: variant === 'tiled' || !common }
      const left = loader(`readA${at}`, `a${at}`, a, { ...shared, alongStep: !transposeA, leads: 'u.m' })
      const right = packed
        ? packedLoader(at, packed, transposeB, half)
        : loader(`readB${at}`, `b${at}`, b, { ...shared, alongStep: transposeB, leads: 'u.n' })
      return `${left}\n${right}`
    })
    .join('\n')
}

/** Rows of a packed b are filled up, so that nothing beyond their edge is read; what is beyond is worth 0, or never stored. */
function packedLoader(at: number, layout: Layout, alongStep: boolean, half: boolean): string {
  const row = alongStep ? 'min(lead, u.n - 1u)' : 'step'
  const column = alongStep ? 'step' : `min(lead, u.stride${at} - 4u)`
  return `${packedReader(`four${at}`, `b${at}`, layout, `u.group${at}`, half)}
fn readB${at}(base: u32, lead: u32, step: u32) -> vec4<f32> {
  if (step >= u.k${at}) { return vec4<f32>(); }
  return four${at}(${row} * u.stride${at} + ${column}); }`
}

interface Reading {
  /** Whether its rows lie along the common axis. */
  readonly alongStep: boolean
  readonly steps: string
  readonly leads: string
  /** Whether a step may lie beyond the common axis. */
  readonly checked: boolean
}

function loader(name: string, matrix: string, wide: boolean, { alongStep, steps, leads, checked }: Reading): string {
  const head = `fn ${name}(base: u32, lead: u32, step: u32) -> vec4<f32> {
  ${checked ? `if (step >= ${steps}) { return vec4<f32>(); }` : ''}`
  if (wide && alongStep) return `${head} return ${matrix}[(base + min(lead, ${leads} - 1u) * ${steps} + step) / 4u]; }`
  if (wide) return `${head} return ${matrix}[(base + step * ${leads} + min(lead, ${leads} - 4u)) / 4u]; }`
  const row = alongStep ? `base + min(lead, ${leads} - 1u) * ${steps}` : `base + step * ${leads}`
  const value = (at: number) => {
    if (!alongStep) return `${matrix}[row + min(lead + ${at}u, ${leads} - 1u)]`
    return `select(0.0, ${matrix}[row + min(step + ${at}u, ${steps} - 1u)], step + ${at}u < ${steps})`
  }
  return `${head} let row = ${row}; return vec4(${lanes.map(value).join(', ')}); }`
}

function elementOf(wide: boolean): Element {
  return wide ? 'vec4<f32>' : 'f32'
}

interface Source {
  a(lead: string, step: string): string
  b(lead: string, step: string): string
}

function bases(at: number): string {
  return `let baseA${at} = batch * u.nextA${at}; let baseB${at} = batch * u.nextB${at};`
}

/** Four steps of the common axis at a time, from `first` of them on, each `stride`-th. */
function loop(code: ProductCode, at: number, first: string, stride: string): string {
  const source: Source = {
    a: (lead, step) => `readA${at}(baseA${at}, ${lead}, ${step})`,
    b: (lead, step) => `readB${at}(baseB${at}, ${lead}, ${step})`,
  }
  return `
  for (var step = 4u * ${first}; step < u.k${at}; step += 4u * ${stride}) {
    ${multiply(code, { source, row: 'row', column: 'column', step: 'step' })}
  }`
}

interface Place {
  readonly source: Source
  readonly row: string
  readonly column: string
  readonly step: string
}

/** Adds to the registers the products of four steps. */
function multiply({ piece, transposeA, transposeB }: ProductCode, { source, row, column, step }: Place): string {
  const lines: string[] = []
  if (transposeA)
    for (let q = 0; q < 4; q++)
      for (let r = 0; r < piece.rows; r += 4)
        lines.push(`let x${q}_${r / 4} = ${source.a(`${row} + ${r}u`, `${step} + ${q}u`)};`)
  else for (let r = 0; r < piece.rows; r++) lines.push(`let x${r} = ${source.a(`${row} + ${r}u`, step)};`)
  if (transposeB)
    for (let n = 0; n < 4 * piece.fours; n++) lines.push(`let w${n} = ${source.b(`${column} + ${n}u`, step)};`)
  for (let q = 0; q < 4; q++)
    for (let f = 0; f < piece.fours; f++) {
      const along = transposeB
        ? `vec4(${lanes.map((n) => `w${4 * f + n}.${axes[q]}`).join(', ')})`
        : source.b(`${column} + ${4 * f}u`, `${step} + ${q}u`)
      lines.push(`let y${q}_${f} = ${along};`)
      for (let r = 0; r < piece.rows; r++) {
        const factor = transposeA ? `x${q}_${r >> 2}.${axes[r % 4]}` : `x${r}.${axes[q]}`
        lines.push(`c${r}_${f} += ${factor} * y${q}_${f};`)
      }
    }
  return lines.join('\n    ')
}

const lanes = [0, 1, 2, 3]
const axes = ['x', 'y', 'z', 'w']

function squares({ rows, fours }: Piece) {
  return Array.from({ length: rows * fours }, (_, at) => {
    const [r, f] = [Math.floor(at / fours), at % fours]
    return { name: `c${r}_${f}`, r, f }
  })
}

function registers(piece: Piece): string {
  return squares(piece)
    .map(({ name }) => `var ${name} = vec4<f32>();`)
    .join(' ')
}

/** The first pair's product is scaled before the second is added. */
function scaled(piece: Piece, at: number): string {
  if (at > 0) return ''
  return `\n  ${squares(piece)
    .map(({ name }) => `${name} *= u.scale;`)
    .join(' ')}`
}

function store({ piece, out, bias, relu }: ProductCode): string {
  const fours = Array.from({ length: piece.fours }, (_, f) => f)
  const biasAt = (at: string) => `bias[min(${at}, u.n - 1u)]`
  const shifts = fours.map((f) => {
    const at = `column + ${4 * f}u`
    return `let shift${f} = ${bias ? `vec4(${lanes.map((n) => biasAt(`${at} + ${n}u`)).join(', ')})` : 'vec4<f32>()'};`
  })
  const stores = squares(piece).map(({ name, r, f }) => {
    const value = relu ? `max(${name} + shift${f}, vec4<f32>())` : `${name} + shift${f}`
    const at = `column + ${4 * f}u`
    const first = `(batch * u.m + row + ${r}u) * u.n + ${at}`
    if (out) return `if (row + ${r}u < u.m && ${at} < u.n) { c[(${first}) / 4u] = ${value}; }`
    const singly = lanes.map((n) => `if (${at} + ${n}u < u.n) { c[${first} + ${n}u] = values.${axes[n]}; }`)
    return `if (row + ${r}u < u.m) { let values = ${value}; ${singly.join(' ')} }`
  })
  return [...shifts, ...stores].join('\n  ')
}
