/** Reads the studio's own adapter file back, for a given network. */

import * as v from 'valibot'
import { methodRefusal } from '../../../methods/cards.ts'
import { methodEngines } from '../../../methods/engines.ts'
import { notice } from '../../../shared/messages/say.ts'
import { methodEntries } from '../../../shared/recipe/methodSettings.ts'
import { taskIds } from '../../../tasks/ids.ts'
import { trunkForTask } from '../../models/modelForTask.ts'
import { partsOfTrunk, type Trunk } from '../../models/trunk.ts'
import { fileShape, fromFileLayout } from '../../nn/parameters.ts'
import { adapterFault, shapeFault } from '../../tuning/adapterFault.ts'
import type { MethodOptions } from '../../tuning/method.ts'
import { type StoredTensor, widen } from '../../weights/tensorFile.ts'
import type { ReadAdapter } from './readAdapter.ts'
import { readHead } from './readHead.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))
const method = v.looseObject({
  ...methodEntries,
  thaw: count,
  sites: v.exactOptional(v.array(v.string())),
})
const schema = v.looseObject({
  version: v.literal(1),
  task: v.picklist(taskIds),
  family: v.string(),
  base: v.nullable(v.object({ id: v.string(), revision: v.string() })),
  method,
})

export function readOwnAdapter(raw: unknown, tensors: ReadonlyMap<string, StoredTensor>, whole: Trunk): ReadAdapter {
  const parsed = v.safeParse(schema, raw)
  if (!parsed.success) {
    const [issue] = parsed.issues
    throw adapterFault(notice('ownAdapterInvalid', { place: v.getDotPath(issue), why: issue.message }))
  }
  const { task, family, base, method } = parsed.output
  const trunk = trunkForTask(whole, task)
  if (family !== trunk.family)
    throw adapterFault(notice('adapterFamilyOther', { received: family, expected: trunk.family }))
  const refusal = methodRefusal(method.id, task, partsOfTrunk(trunk))
  if (refusal !== null) throw adapterFault(notice('adapterMethodUnfit', { why: refusal }))
  const options: MethodOptions = { ...method, task }
  const { head, classes, rest } = readHead(tensors, trunk)
  const { added } = methodEngines[options.id].attach(trunk, options)
  const values = new Map<string, Float32Array>()
  for (const spec of added) {
    const found = rest.get(spec.name)
    const expected = fileShape(spec)
    if (!found || found.shape.join() !== expected.join()) throw shapeFault(spec.name, found?.shape ?? null, expected)
    values.set(spec.name, fromFileLayout(spec, widen(found)))
  }
  for (const [name, { shape }] of rest) if (!values.has(name)) throw shapeFault(name, shape, null)
  return { options, values, head, classes, base, notices: [] }
}
