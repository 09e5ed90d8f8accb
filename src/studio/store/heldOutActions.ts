import { toWire, type WireError } from '../../shared/messages/errors.ts'
import type { Parameters } from '../../shared/wire/calls.ts'
import type { HeldOut } from '../../shared/wire/useCalls.ts'
import type { ActionContext } from './actionContext.ts'

export type HeldOutAnswer =
  | { readonly ok: true; readonly heldOut: HeldOut }
  | { readonly ok: false; readonly error: WireError }

/** Examples of the answering run's own test. */
export async function heldOut({ client }: ActionContext, wanted: Parameters<'heldOut'>): Promise<HeldOutAnswer> {
  try {
    return { ok: true, heldOut: await client.call('heldOut', wanted) }
  } catch (thrown) {
    return { ok: false, error: toWire(thrown) }
  }
}
