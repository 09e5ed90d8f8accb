/**
 * `npm run gpu:drivers`: prepares a second graphics driver in software, Mesa's lavapipe, with Dawn for Node, in a folder
 * of its own. It has half precision and subgroups of eight, where Chromium's SwiftShader has subgroups of four alone;
 * the tests of the WebGPU backend run on it where it is prepared.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type DriverFolder, driverFolder, isPrepared } from './drivers/driverFolder.ts'
import { openDriverPage } from './drivers/driverPage.ts'
import { prepareDrivers, requireTools, takes } from './drivers/prepareDrivers.ts'

const usage = `npm run gpu:drivers              prepares the driver where it is not there yet
npm run gpu:drivers -- --again   anew, with the packages of today
npm run gpu:drivers -- --remove  takes the folder away
THAW_GPU_DRIVERS=DIR             the folder, in place of one in the cache; the tests read it too`

const flag = { type: 'boolean', default: false } as const

export async function main(words: string[]): Promise<number> {
  const { values } = parseArgs({ args: words, options: { again: flag, remove: flag, help: flag } })
  if (values.help) {
    console.log(usage)
    return 0
  }
  const folder = driverFolder()
  if (!isOwn(folder)) {
    console.error(
      `Expected a folder of these drivers, an empty one or none, received ${folder.path}, which holds other files. Name another by THAW_GPU_DRIVERS.`,
    )
    return 1
  }
  if (values.remove) {
    rmSync(folder.path, { recursive: true, force: true })
    console.log(`Removed: ${folder.path}`)
    return 0
  }
  if (values.again || !isPrepared(folder)) {
    const refused = await prepared(folder)
    if (refused) {
      console.error(refused)
      return 1
    }
  }
  console.log(`Prepared: ${folder.path}`)
  const page = await openDriverPage()
  console.log(await page.evaluate<string>(adapterLine))
  await page.close()
  return 0
}

/** Whether nothing of anybody else's lies where the drivers are to lie. */
function isOwn({ path, stamp }: DriverFolder): boolean {
  return !existsSync(path) || existsSync(stamp) || readdirSync(path).length === 0
}

/** What stood in the way, or null. */
async function prepared(folder: DriverFolder): Promise<string | null> {
  try {
    requireTools()
    console.log(`Preparing ${folder.path}: ${takes}; no rights are needed from here. Ctrl+C calls it off.`)
    await prepareDrivers(folder, (line) => console.log(line), interruption())
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort())
  return controller.signal
}

const adapterLine = `navigator.gpu.requestAdapter().then(({ info, features }) =>
  info.description + ', subgroups of ' + info.subgroupMinSize + ' to ' + info.subgroupMaxSize + ', ' +
  (features.has('shader-f16') ? 'with' : 'without') + ' half precision')`
