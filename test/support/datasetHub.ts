/** A folder in place of the Hugging Face Hub, with data sets of pyarrow's files as the hub's conversions lie there. */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { folderAnswers } from '../../src/commands/folderAnswers.ts'

const fixtures = new URL('../fixtures/tables/', import.meta.url)

export interface DatasetHub {
  readonly folder: string
  /** Answers as the hub does; what was asked, with its range. */
  readonly fetch: typeof fetch
  readonly asked: string[]
  close(): Promise<void>
}

/** @param files By place in the conversion (`owner/name/SUBSET/SPLIT/0000.parquet`): the fixture that lies there. */
export async function datasetHub(files: Readonly<Record<string, string>>): Promise<DatasetHub> {
  const folder = await mkdtemp(join(tmpdir(), 'thaw-datasets-'))
  for (const [place, fixture] of Object.entries(files)) {
    const [, repository = '', rest = ''] = /^(.+)\/([^/]+\/[^/]+\/[^/]+)$/.exec(place) ?? []
    const path = join(folder, 'huggingface.co/datasets', repository, 'resolve/refs/convert/parquet', rest)
    await mkdir(dirname(path), { recursive: true })
    await cp(new URL(fixture, fixtures), path)
  }
  const answers = folderAnswers(folder)
  const asked: string[] = []
  return {
    folder,
    asked,
    async fetch(address, init) {
      const url = String(address)
      const method = init?.method ?? 'GET'
      const range = new Headers(init?.headers).get('Range')
      asked.push([method, url, ...(range ? [range] : [])].join(' '))
      const { status, headers, body } = await answers({ method, url, range })
      return new Response(method === 'HEAD' ? null : new Uint8Array(body), { status, headers })
    },
    close: () => rm(folder, { recursive: true }),
  }
}
