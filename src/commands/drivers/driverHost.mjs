// The process behind driverPage.ts: adds the scripts and evaluates the expressions that it is sent. The engine is to
// take it for a worker of a browser, so that its code sees no `process`.
import { runInThisContext } from 'node:vm'

const { create, globals } = await import(process.env.THAW_DAWN)
Object.assign(globalThis, globals, { self: globalThis, WorkerGlobalScope: class WorkerGlobalScope {} })
const { navigator = {} } = globalThis
Object.defineProperty(navigator, 'gpu', { value: create([]) })
Object.defineProperty(globalThis, 'navigator', { value: navigator })

process.on('disconnect', () => process.exit())
process.on('message', async ({ id, script, name, expression }) => {
  try {
    if (script) globalThis[name] = within(`${script}\nreturn ${name}`)
    process.send({ id, value: script ? null : await within(`return (${expression})`) })
  } catch (error) {
    process.send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})

function within(code) {
  return runInThisContext(`(function (process, require) { ${code} })`)()
}
