/**
 * Code for kernels in which one row (or one part of a sum) is the work of a team: one invocation alone, without a
 * barrier, or a workgroup that adds up in its memory. Where there are subgroups, whose invocations run side by side, each
 * adds up in registers first, so that the workgroup's memory holds a value a subgroup, and two barriers serve in place
 * of eight. The code asks how many invocations a subgroup has when it runs: drivers choose that for each shader.
 */
import { spread } from './program.ts'
import type { Tuning } from './tuning.ts'

export interface Team {
  readonly size: number
  /** What a pipeline's name says of the team. */
  readonly name: string
  readonly subgroups: boolean
  readonly workgroup: readonly [number, number]
  /** Defines `teamSum` and `teamMost` of a value of each member. */
  readonly declarations: string
  /** Defines `block`, which of `u.blocks` the team works on, and `member`; the others have returned. */
  readonly head: string
  groups(blocks: number): [number, number, number]
}

export function teamOf({ team, subgroups }: Pick<Tuning, 'team' | 'subgroups'>): Team {
  return team === 1 ? alone : together(team, subgroups)
}

/** The fewest invocations that a subgroup has anywhere. */
export const smallestSubgroup = 4

/** Invocations of a workgroup of which each works alone. */
const unpaired = 16

const alone: Team = {
  size: 1,
  name: '1',
  subgroups: false,
  workgroup: [unpaired, 1],
  declarations: `
fn teamSum(value: vec2<f32>, member: u32) -> vec2<f32> { return value; }
fn teamMost(value: f32, member: u32) -> f32 { return value; }`,
  head: 'let block = flat; let member = 0u; if (block >= u.blocks) { return; }',
  groups: (blocks) => spread(blocks, unpaired),
}

function together(size: number, subgroups: boolean): Team {
  const meet = subgroups ? meetBySubgroups(size) : meetByHalves(size)
  return {
    size,
    name: subgroups ? `${size} in subgroups` : `${size}`,
    subgroups,
    workgroup: [size, 1],
    declarations: `
var<workgroup> parts: array<vec2<f32>, ${subgroups ? size / smallestSubgroup : size}>;
fn teamSum(value: vec2<f32>, member: u32) -> vec2<f32> {${meet('subgroupAdd', (a, b) => `${a} + ${b}`)};
}
fn teamMost(one: f32, member: u32) -> f32 {
  let value = vec2(one, 0.0);${meet('subgroupMax', (a, b) => `max(${a}, ${b})`)}.x;
}`,
    head: 'let block = group.y * groups.x + group.x; let member = lane; if (block >= u.blocks) { return; }',
    groups: (blocks) => spread(blocks, 1),
  }
}

type Meet = (within: string, join: (a: string, b: string) => string) => string

function meetByHalves(size: number): Meet {
  return (_, join) => `
  workgroupBarrier();
  parts[member] = value;
  for (var apart = ${size / 2}u; apart > 0u; apart /= 2u) {
    workgroupBarrier();
    if (member < apart) { parts[member] = ${join('parts[member]', 'parts[member + apart]')}; }
  }
  workgroupBarrier();
  return parts[0]`
}

function meetBySubgroups(size: number): Meet {
  return (within, join) => `
  let own = ${within}(value);
  workgroupBarrier();
  if (member % subgroup == 0u) { parts[member / subgroup] = own; }
  workgroupBarrier();
  var all = parts[0];
  for (var at = 1u; at < ${size}u / subgroup; at++) { all = ${join('all', 'parts[at]')}; }
  return all`
}
