/**
 * Code for kernels in which one row (or one part of a sum) is the work of a team: one invocation alone, without a
 * barrier, or a workgroup that adds up in its memory.
 */
import { spread } from './program.ts'

export interface Team {
  readonly size: number
  readonly workgroup: readonly [number, number]
  /** Defines `teamSum` and `teamMost` of a value of each member. */
  readonly declarations: string
  /** Defines `block`, which of `u.blocks` the team works on, and `member`; the others have returned. */
  readonly head: string
  groups(blocks: number): [number, number, number]
}

export function teamOf(size: number): Team {
  return size === 1 ? alone : together(size)
}

/** Invocations of a workgroup of which each works alone. */
const unpaired = 16

const alone: Team = {
  size: 1,
  workgroup: [unpaired, 1],
  declarations: `
fn teamSum(value: vec2<f32>, member: u32) -> vec2<f32> { return value; }
fn teamMost(value: f32, member: u32) -> f32 { return value; }`,
  head: 'let block = flat; let member = 0u; if (block >= u.blocks) { return; }',
  groups: (blocks) => spread(blocks, unpaired),
}

function together(size: number): Team {
  const meet = (join: string) => `
  workgroupBarrier();
  parts[member] = value;
  for (var apart = ${size / 2}u; apart > 0u; apart /= 2u) {
    workgroupBarrier();
    if (member < apart) { parts[member] = ${join}; }
  }
  workgroupBarrier();
  return parts[0]`
  return {
    size,
    workgroup: [size, 1],
    declarations: `
var<workgroup> parts: array<vec2<f32>, ${size}>;
fn teamSum(value: vec2<f32>, member: u32) -> vec2<f32> {${meet('parts[member] + parts[member + apart]')};
}
fn teamMost(one: f32, member: u32) -> f32 {
  let value = vec2(one, 0.0);${meet('max(parts[member], parts[member + apart])')}.x;
}`,
    head: 'let block = group.y * groups.x + group.x; let member = lane; if (block >= u.blocks) { return; }',
    groups: (blocks) => spread(blocks, 1),
  }
}
