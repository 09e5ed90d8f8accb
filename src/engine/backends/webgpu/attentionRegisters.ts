/**
 * The code of attention for graphics cards: an invocation has one query (or key) of a head, in registers, so that it is
 * written out for each part of the head's width (arrays that are indexed would leave them). Neighbours read the same keys.
 */
import type { AttentionCode } from './attentionCode.ts'

/** `parts` of a head's width, each four values or, where four does not divide it, one. */
export function inRegisters(parts: number): AttentionCode {
  const all = Array.from({ length: parts }, (_, part) => part)
  const each = (write: (part: number) => string) => all.map(write).join('\n    ')
  const dot = (write: (part: number) => string) => `total(${all.map(write).join(' + ')})`
  return {
    name: `registers ${parts}`,
    rows: 1,
    forward: `
  let own = place + u.keys - u.queries;
  let mine = (text * u.queries + place) * stride + head * u.parts;
  ${each((part) => `let q${part} = q[mine + ${part}u]; var sum${part} = T();`)}
  var most = -3.4e38;
  var weight = 0.0;
  for (var key = firstSeen(own); key < endSeen(own); key++) {
    let at = (text * u.keys + key) * keyStride + keyHead * u.parts;
    let score = u.scale * (${dot((part) => `q${part} * k[at + ${part}u]`)}) + padding(text, key);
    if (score > most) {
      let shrink = exp(most - score);
      most = score;
      weight *= shrink;
      ${each((part) => `sum${part} *= shrink;`)}
    }
    let share = exp(score - most);
    weight += share;
    ${each((part) => `sum${part} += share * v[at + ${part}u];`)}
  }
  let whole = 1.0 / weight;
  ${each((part) => `y[mine + ${part}u] = sum${part} * whole;`)}
  statistics[2u * flat] = most;
  statistics[2u * flat + 1u] = whole;`,
    ofQueries: `
  let own = place + u.keys - u.queries;
  let mine = (text * u.queries + place) * stride + head * u.parts;
  ${each((part) => `let q${part} = q[mine + ${part}u]; let dy${part} = dy[mine + ${part}u]; var sum${part} = T();`)}
  let most = sums[3u * flat];
  let whole = sums[3u * flat + 1u];
  let along = sums[3u * flat + 2u];
  for (var key = firstSeen(own); key < endSeen(own); key++) {
    let at = (text * u.keys + key) * keyStride + keyHead * u.parts;
    ${each((part) => `let k${part} = k[at + ${part}u];`)}
    let score = u.scale * (${dot((part) => `q${part} * k${part}`)}) + padding(text, key);
    let share = exp(score - most) * whole;
    let slope = share * (${dot((part) => `dy${part} * v[at + ${part}u]`)} - along);
    ${each((part) => `sum${part} += slope * k${part};`)}
  }
  ${each((part) => `dq[mine + ${part}u] = u.scale * sum${part};`)}`,
    ofKeys: `
  let mine = (text * u.keys + place) * keyStride + keyHead * u.parts;
  ${each((part) => `let k${part} = k[mine + ${part}u]; let v${part} = v[mine + ${part}u]; var dk${part} = T(); var dv${part} = T();`)}
  let hidden = padding(text, place);
  for (var head = keyHead * sharing; head < (keyHead + 1u) * sharing; head++) {
  for (var query = 0u; query < u.queries; query++) {
    let own = query + u.keys - u.queries;
    if (place < firstSeen(own) || place >= endSeen(own)) { continue; }
    let row = (text * u.heads + head) * u.queries + query;
    let at = (text * u.queries + query) * stride + head * u.parts;
    ${each((part) => `let q${part} = q[at + ${part}u]; let dy${part} = dy[at + ${part}u];`)}
    let score = u.scale * (${dot((part) => `q${part} * k${part}`)}) + hidden;
    let share = exp(score - sums[3u * row]) * sums[3u * row + 1u];
    let slope = share * (${dot((part) => `dy${part} * v${part}`)} - sums[3u * row + 2u]);
    ${each((part) => `dk${part} += slope * q${part}; dv${part} += share * dy${part};`)}
  }
  }
  ${each((part) => `dk[mine + ${part}u] = u.scale * dk${part}; dv[mine + ${part}u] = dv${part};`)}`,
  }
}
