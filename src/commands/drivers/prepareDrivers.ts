/** Fetches and unpacks what `driverFolder` describes, beside it, and moves it into its place once it is whole. */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DriverFolder, folderAt, isSupported, packages, stampText, suite } from './driverFolder.ts'

/** Of what is fetched and of what stays, about; measured on 30 November 2026. */
export const takes = '150 MB to fetch and 400 MB to keep'

/** Debian keeps debootstrap where an ordinary user's PATH does not look. */
const withSystemTools = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` }

/** @throws Error with what is missing on this machine and how to get it. */
export function requireTools(): void {
  if (!isSupported())
    throw new Error(
      `Expected Linux on x64 or arm64, received ${process.platform} on ${process.arch}: the drivers are Debian's packages.`,
    )
  for (const [tool, way] of [
    ['debootstrap', 'apt-get install debootstrap'],
    ['dpkg-deb', 'apt-get install dpkg'],
    ['npm', 'install Node with npm'],
  ] as const)
    if (spawnSync(tool, ['--version'], { env: withSystemTools }).error)
      throw new Error(`Expected ${tool} on this machine. Get it first: ${way}`)
}

/** Ends early, with nothing left behind, when the signal says so. */
export async function prepareDrivers(
  folder: DriverFolder,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const partial = folderAt(`${folder.path}.partial`)
  rmSync(partial.path, { recursive: true, force: true })
  try {
    mkdirSync(partial.system, { recursive: true })
    const fetched = join(partial.path, 'fetched')
    tell(`Fetching Debian ${suite}'s smallest system with ${packages.join(', ')} …`)
    await run('debootstrap', fetching(fetched), signal)
    const archives = join(fetched, 'var', 'cache', 'apt', 'archives')
    const files = readdirSync(archives).filter((name) => name.endsWith('.deb'))
    tell(`Unpacking ${files.length} packages …`)
    for (const file of files) await run('dpkg-deb', ['-x', join(archives, file), partial.system], signal)
    rmSync(fetched, { recursive: true })
    tell('Fetching Dawn for Node …')
    await fetchDawn(partial, signal)
    writeFileSync(partial.stamp, stampText())
    rmSync(folder.path, { recursive: true, force: true })
    renameSync(partial.path, folder.path)
  } finally {
    rmSync(partial.path, { recursive: true, force: true })
  }
}

/** Fetching alone: what is installed by the usual way wants root, mounts and devices. */
function fetching(target: string): string[] {
  return ['--download-only', '--variant=minbase', `--include=${packages.join(',')}`, suite, target]
}

/** None of its scripts is of use on Linux. */
async function fetchDawn({ path, dawn }: DriverFolder, signal: AbortSignal): Promise<void> {
  mkdirSync(dawn, { recursive: true })
  const here = dirname(fileURLToPath(import.meta.url))
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(here, name), join(dawn, name))
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--cache', join(path, 'npm')], signal, dawn)
  rmSync(join(path, 'npm'), { recursive: true, force: true })
  const builds = join(dawn, 'node_modules', 'webgpu', 'dist')
  const own = `${process.platform}-${process.arch}`
  for (const name of readdirSync(builds)) if (name !== own) rmSync(join(builds, name), { recursive: true })
}

/** In a group of its own, so that all that it began ends with it. */
function run(file: string, given: readonly string[], signal: AbortSignal, folder?: string): Promise<void> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const child = spawn(file, given, {
      cwd: folder,
      env: withSystemTools,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes) => {
        said = `${said}${bytes}`.slice(-2000)
      })
    const end = () => {
      if (child.pid) process.kill(-child.pid, 'SIGTERM')
    }
    signal.addEventListener('abort', end, { once: true })
    child.on('error', reject)
    child.on('close', (code) => {
      signal.removeEventListener('abort', end)
      if (signal.aborted) reject(new Error('Called off; nothing is left behind.'))
      else if (code === 0) resolve()
      else reject(new Error(`${file} ended with ${code}. It said last:\n${said.trim()}`))
    })
  })
}
