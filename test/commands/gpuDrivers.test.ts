/** Where the drivers lie and what runs there; that they serve is shown by the tests of the webgpu tier. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  driverFolder,
  filesOf,
  folderAt,
  isPrepared,
  nodeInFolder,
  stampText,
} from '../../src/commands/drivers/driverFolder.ts'
import packageFile from '../../src/commands/drivers/package.json' with { type: 'json' }

test('the folder is the one that is named, else one of the cache, never of the repository', () => {
  expect(driverFolder({ THAW_GPU_DRIVERS: '/drivers' }).path).toBe('/drivers')
  expect(driverFolder({ XDG_CACHE_HOME: '/cache' }).path).toBe(join('/cache', 'thaw', 'gpu-drivers'))
  expect(driverFolder({}).path.startsWith(process.cwd())).toBe(false)
})

test('a folder counts as prepared once it holds the whole of this list, and no other', () => {
  const folder = folderAt(mkdtempSync(join(tmpdir(), 'drivers-')))
  try {
    expect(isPrepared(folder)).toBe(false)
    writeFileSync(folder.stamp, stampText().replace(packageFile.dependencies.webgpu, '0.0.1'))
    expect(isPrepared(folder)).toBe(false)
    writeFileSync(folder.stamp, stampText())
    for (const file of Object.values(filesOf(folder))) {
      expect(isPrepared(folder), file).toBe(false)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, '')
    }
    expect(isPrepared(folder)).toBe(true)
  } finally {
    rmSync(folder.path, { recursive: true })
  }
})

test('this very Node runs with the libraries of the folder, and sees no driver but its own', () => {
  const { given, environment } = nodeInFolder(folderAt('/drivers'), ['host.mjs'])
  expect(given.slice(-2)).toEqual([process.execPath, 'host.mjs'])
  expect(given.slice(0, 2)).toEqual(['--library-path', expect.stringMatching(/^\/drivers\/system\/usr\/lib\//)])
  expect(environment.VK_DRIVER_FILES).toMatch(/^\/drivers\/system\/.*lvp_icd\.json$/)
})
