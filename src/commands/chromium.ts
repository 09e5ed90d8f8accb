/**
 * Finds a Chromium and launches it, for the commands and the browser tests. Playwright's own download is not used: the
 * browser is the machine's, or the one that Debian's packages give.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome']
const macApplications = ['Google Chrome', 'Chromium', 'Microsoft Edge']
const windowsPaths = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
]

export interface LaunchOptions {
  /** Asks for the software adapter, so that it works on any machine. */
  readonly webgpu?: boolean
  /** Gives it the machine's own graphics card, where Chromium finds one. */
  readonly card?: boolean
  /** The same for WebGL. */
  readonly webgl?: boolean
  /** A Y4M or MJPEG file that its camera shows, again and again, to whoever asks: nobody is asked for leave. */
  readonly camera?: string
}

/** Launches headless Chromium. What its contexts keep, they keep in memory. */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch(launching(options))
}

/** A context whose files lie in this folder, as a person's do: what a page keeps is not the browser's memory. */
export async function launchKeeping(folder: string, options: BrowserContextOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { ...launching(), ...options })
}

function launching({ webgpu = false, webgl = false, card = false, camera }: LaunchOptions = {}) {
  const root = process.getuid?.() === 0
  return {
    executablePath: findChromium() ?? installChromium(),
    ignoreDefaultArgs: webgpu || webgl || card ? ['--disable-gpu'] : [],
    args: [
      '--disable-background-networking',
      '--no-first-run',
      '--disable-dev-shm-usage',
      ...(root ? ['--no-sandbox'] : []),
      ...(webgpu ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] : []),
      ...(card ? ['--enable-unsafe-webgpu', '--enable-gpu', '--ignore-gpu-blocklist'] : []),
      ...(webgl ? ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] : []),
      ...(camera === undefined ? [] : cameraArguments(camera)),
    ],
  }
}

function cameraArguments(file: string): readonly string[] {
  return [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${file}`,
  ]
}

/** The path of a Chromium, Chrome or Edge on this machine. @throws Error when the variable names no file. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment.THAW_CHROMIUM ?? environment.CHROMIUM_PATH
  if (named && !isFile(named))
    throw new Error(`THAW_CHROMIUM or CHROMIUM_PATH names "${named}", where there is no file.`)
  return named || candidates(environment).find(isFile)
}

function candidates(environment: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'darwin')
    return macApplications.map((name) => join('/Applications', `${name}.app`, 'Contents', 'MacOS', name))
  if (process.platform === 'win32') {
    const { ProgramFiles = '', 'ProgramFiles(x86)': programs32 = '', LOCALAPPDATA = '' } = environment
    return [ProgramFiles, programs32, LOCALAPPDATA].flatMap((base) => windowsPaths.map((path) => join(base, ...path)))
  }
  const folders = [...(environment.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin']
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}

/** Installs Debian's Chromium where this process may. @throws Error with the one line to run where it may not. */
function installChromium(): string {
  const debian = process.platform === 'linux' && existsSync('/usr/bin/apt-get')
  if (!debian || process.getuid?.() !== 0) throw new Error(`No Chromium was found. ${adviceFor(debian)}`)
  console.error('No Chromium was found; installing it with apt-get.')
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const step of [
    ['update', '-q'],
    ['install', '-qy', '--no-install-recommends', 'chromium'],
  ])
    execFileSync('apt-get', step, { stdio: ['ignore', 'ignore', 'inherit'], env: environment })
  const installed = findChromium()
  if (!installed) throw new Error('apt-get installed no Chromium. Set THAW_CHROMIUM to the path of one.')
  return installed
}

function adviceFor(debian: boolean): string {
  if (debian) return 'Run: sudo apt-get install -y chromium'
  if (process.platform === 'darwin') return 'Run: brew install --cask chromium'
  if (process.platform === 'win32') return 'Run: winget install Google.Chrome'
  return 'Install Chromium or Chrome, or set THAW_CHROMIUM to its path.'
}
