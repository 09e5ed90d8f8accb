/**
 * Where `npm run gpu:drivers` keeps what it prepares, and how a program is run there: Mesa's lavapipe and the libraries
 * that it needs, unpacked from Debian's packages, and Dawn for Node. Nothing is installed into the machine: the folder's
 * own loader runs this Node with the folder's libraries, so that no rights, mounts or devices are needed.
 */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Debian's release, whose Mesa is 25; Dawn refuses that of the release before. */
export const suite = 'trixie'

/** The packages beside the release's smallest system. */
export const packages = ['mesa-vulkan-drivers']

export interface DriverFolder {
  readonly path: string
  /** Where the packages are unpacked. */
  readonly system: string
  /** Dawn for Node, as its own package has it. */
  readonly dawn: string
  /** Written last: what the folder holds. */
  readonly stamp: string
}

/** `THAW_GPU_DRIVERS` names the folder; else it is one of the person's cache. */
export function driverFolder(environment: NodeJS.ProcessEnv = process.env): DriverFolder {
  const cache = environment.XDG_CACHE_HOME || join(homedir(), '.cache')
  return folderAt(environment.THAW_GPU_DRIVERS || join(cache, 'thaw', 'gpu-drivers'))
}

export function folderAt(path: string): DriverFolder {
  return { path, system: join(path, 'system'), dawn: join(path, 'dawn'), stamp: join(path, 'prepared.json') }
}

/** Of another version of this list, of none, or with its files cleared away is as good as not prepared. */
export function isPrepared(folder: DriverFolder): boolean {
  const { loader, driver, dawn } = filesOf(folder)
  const stamped = existsSync(folder.stamp) && readFileSync(folder.stamp, 'utf8') === stampText()
  return stamped && [loader, driver, dawn].every((file) => existsSync(file))
}

/** What a program cannot be run there without. */
export function filesOf({ system, dawn }: DriverFolder) {
  return {
    loader: join(librariesOf(system), loaders[process.arch] ?? ''),
    driver: join(system, 'usr', 'share', 'vulkan', 'icd.d', 'lvp_icd.json'),
    dawn: join(dawn, 'node_modules', 'webgpu', 'index.js'),
  }
}

function librariesOf(system: string): string {
  return join(system, 'usr', 'lib', triplet())
}

export function stampText(): string {
  return `${JSON.stringify({ suite, packages, dawn: dawnVersion(), architecture: process.arch })}\n`
}

function dawnVersion(): string {
  const text = readFileSync(new URL('package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { dependencies: { webgpu: string } }).dependencies.webgpu
}

export interface DriverCommand {
  readonly file: string
  readonly given: readonly string[]
  readonly environment: NodeJS.ProcessEnv
}

/** This Node with the folder's libraries and drivers, and words to run it with. */
export function nodeInFolder(folder: DriverFolder, words: readonly string[]): DriverCommand {
  const { loader, driver, dawn } = filesOf(folder)
  return {
    file: loader,
    given: ['--library-path', librariesOf(folder.system), process.execPath, ...words],
    environment: { ...process.env, VK_DRIVER_FILES: driver, THAW_DAWN: pathToFileURL(dawn).href },
  }
}

const loaders: Readonly<Record<string, string>> = { x64: 'ld-linux-x86-64.so.2', arm64: 'ld-linux-aarch64.so.1' }

export function isSupported(): boolean {
  return process.platform === 'linux' && process.arch in loaders
}

function triplet(): string {
  return `${process.arch === 'x64' ? 'x86_64' : 'aarch64'}-linux-gnu`
}
