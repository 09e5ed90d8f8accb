/**
 * The code of attention for adapters in software, where reading costs more than computing: an invocation has four
 * queries (or keys) of a head and goes over the others four at a time, so that each value read serves four products. Sums wait
 * in the outputs' memory, to which no other invocation writes. Loops over a head's width are not written out, so that
 * the shaders compile soon and serve every width.
 */

import type { AttentionCode } from './attentionCode.ts'

/** For heads of any width. */
export function inBlocks(): AttentionCode {
  return { name: 'blocks', rows: ownRows, forward: forward(), ofQueries: ofQueries(), ofKeys: ofKeys() }
}

/** Rows of an invocation, and of a block of those that it goes over; SwiftShader compiles 4 × 8 for minutes. */
const ownRows = 4
const blockRows = 4

function forward(): string {
  return `
  ${rowsOf('mine', 'queries')}
  ${own((r) => `let own${r} = min(place + ${r}u, u.queries - 1u) + u.keys - u.queries; var most${r} = ${lowest}; var weight${r} = 0.0;`)}
  var started = false;
  for (var first = firstSeen(own0); first < endSeen(own${ownRows - 1}); first += ${blockRows}u) {
    ${block('theirs', 'keys')}
    ${products('s', { mine: 'q[mine', theirs: 'k[theirs' })}
    ${other((j) => `let key${j} = first + ${j}u; let pad${j} = padding(text, min(key${j}, u.keys - 1u));`)}
    ${own((r) => {
      const scores = other(
        (j) =>
          `let score${r}_${j} = u.scale * s${r}_${j} + pad${j}; let seen${r}_${j} = ${sees(`own${r}`, `key${j}`)};`,
      )
      const most = Array.from({ length: blockRows }, (_, j) => `select(${lowest}, score${r}_${j}, seen${r}_${j})`)
      return `${scores}
    let before${r} = most${r};
    most${r} = ${most.reduce((sofar, next) => `max(${sofar}, ${next})`, `most${r}`)};
    let shrink${r} = exp(before${r} - most${r});
    ${other((j) => `let p${r}_${j} = select(0.0, exp(score${r}_${j} - most${r}), seen${r}_${j});`)}
    weight${r} = weight${r} * shrink${r} + ${sumOf((j) => `p${r}_${j}`)};`
    })}
    for (var d = 0u; d < u.parts; d++) {
      ${other((j) => `let o${j} = v[theirs${j} + d];`)}
      ${own((r) => `if (place + ${r}u < u.queries) { y[mine${r} + d] = select(T(), y[mine${r} + d] * shrink${r}, started) + ${sumOf((j) => `p${r}_${j} * o${j}`)}; }`)}
    }
    started = true;
  }
  ${own(
    (r) => `if (place + ${r}u < u.queries) {
    let whole = 1.0 / weight${r};
    for (var d = 0u; d < u.parts; d++) { y[mine${r} + d] *= whole; }
    let at = 2u * ((text * u.heads + head) * u.queries + place + ${r}u);
    statistics[at] = most${r};
    statistics[at + 1u] = whole;
  }`,
  )}`
}

function ofQueries(): string {
  return `
  ${rowsOf('mine', 'queries')}
  ${own((r) => `let row${r} = min(place + ${r}u, u.queries - 1u); let own${r} = row${r} + u.keys - u.queries; let kept${r} = 3u * ((text * u.heads + head) * u.queries + row${r});`)}
  var started = false;
  for (var first = firstSeen(own0); first < endSeen(own${ownRows - 1}); first += ${blockRows}u) {
    ${block('theirs', 'keys')}
    ${products('s', { mine: 'q[mine', theirs: 'k[theirs' })}
    ${products('g', { mine: 'dy[mine', theirs: 'v[theirs' })}
    ${other((j) => `let key${j} = first + ${j}u; let pad${j} = padding(text, min(key${j}, u.keys - 1u));`)}
    ${own((r) => other((j) => slopes(r, j, { kept: `kept${r}`, pad: `pad${j}`, seen: sees(`own${r}`, `key${j}`) })))}
    for (var d = 0u; d < u.parts; d++) {
      ${other((j) => `let o${j} = k[theirs${j} + d];`)}
      ${own((r) =>
        grow(
          'dq',
          r,
          'u.queries',
          sumOf((j) => `slope${r}_${j} * o${j}`),
        ),
      )}
    }
    started = true;
  }`
}

function ofKeys(): string {
  return `
  ${rowsOf('mine', 'keys')}
  ${own((r) => `let key${r} = place + ${r}u; let pad${r} = padding(text, min(key${r}, u.keys - 1u));`)}
  var started = false;
  for (var head = keyHead * sharing; head < (keyHead + 1u) * sharing; head++) {
  for (var first = 0u; first < u.queries; first += ${blockRows}u) {
    ${block('theirs', 'queries')}
    ${products('s', { mine: 'k[mine', theirs: 'q[theirs' })}
    ${products('g', { mine: 'v[mine', theirs: 'dy[theirs' })}
    ${other((j) => `let row${j} = min(first + ${j}u, u.queries - 1u); let own${j} = row${j} + u.keys - u.queries; let kept${j} = 3u * ((text * u.heads + head) * u.queries + row${j});`)}
    ${own((r) =>
      other((j) =>
        slopes(r, j, {
          kept: `kept${j}`,
          pad: `pad${r}`,
          seen: `(first + ${j}u < u.queries && ${sees(`own${j}`, `key${r}`)})`,
        }),
      ),
    )}
    for (var d = 0u; d < u.parts; d++) {
      ${other((j) => `let o${j} = q[theirs${j} + d]; let e${j} = dy[theirs${j} + d];`)}
      ${own(
        (r) =>
          `${grow(
            'dk',
            r,
            'u.keys',
            sumOf((j) => `slope${r}_${j} * o${j}`),
          )} ${grow(
            'dv',
            r,
            'u.keys',
            sumOf((j) => `p${r}_${j} * e${j}`),
            '',
          )}`,
      )}
    }
    started = true;
  }
  }`
}

const lowest = '-3.4e38'

function own(write: (r: number) => string): string {
  return Array.from({ length: ownRows }, (_, r) => write(r)).join('\n    ')
}

function other(write: (j: number) => string): string {
  return Array.from({ length: blockRows }, (_, j) => write(j)).join('\n    ')
}

function sumOf(write: (j: number) => string): string {
  return Array.from({ length: blockRows }, (_, j) => write(j)).join(' + ')
}

type Whose = 'queries' | 'keys'

/** Where a row of queries or of keys begins, in the part of its head. */
function beginning(row: string, whose: Whose): string {
  const at = `text * u.${whose} + min(${row}, u.${whose} - 1u)`
  return whose === 'queries' ? `(${at}) * stride + head * u.parts` : `(${at}) * keyStride + keyHead * u.parts`
}

/** The invocation's rows; beyond the last the last is read again, and nothing written. */
function rowsOf(name: string, whose: Whose): string {
  return own((r) => `let ${name}${r} = ${beginning(`place + ${r}u`, whose)};`)
}

function block(name: string, whose: Whose): string {
  return other((j) => `let ${name}${j} = ${beginning(`first + ${j}u`, whose)};`)
}

/** `s0_0` … : the products of the invocation's rows with those of the block, over a head's width. */
function products(name: string, { mine, theirs }: { readonly mine: string; readonly theirs: string }): string {
  return `${own((r) => other((j) => `var ${name}${r}_${j} = 0.0;`))}
    for (var d = 0u; d < u.parts; d++) {
      ${own((r) => `let m${r} = ${mine}${r} + d];`)}
      ${other((j) => `let o${j} = ${theirs}${j} + d]; ${own((r) => `${name}${r}_${j} += total(m${r} * o${j});`)}`)}
    }`
}

/** The softmax's share again, and the gradient of its score. */
function slopes(
  r: number,
  j: number,
  { kept, pad, seen }: { readonly kept: string; readonly pad: string; readonly seen: string },
): string {
  return `let p${r}_${j} = select(0.0, exp(u.scale * s${r}_${j} + ${pad} - sums[${kept}]) * sums[${kept} + 1u], ${seen});
    let slope${r}_${j} = p${r}_${j} * (g${r}_${j} - sums[${kept} + 2u]);`
}

function grow(output: string, r: number, count: string, sum: string, factor = 'u.scale * '): string {
  return `if (place + ${r}u < ${count}) { ${output}[mine${r} + d] = select(T(), ${output}[mine${r} + d], started) + ${factor}(${sum}); }`
}

function sees(own: string, key: string): string {
  return `(${key} >= firstSeen(${own}) && ${key} < endSeen(${own}))`
}
