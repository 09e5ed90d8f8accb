/**
 * Pictures as folders: one for each part of the data, and in it one for each class. Where an answer is no name of a
 * folder, a table beside the pictures says it (`metadata.csv`, as Hugging Face's imagefolder has it).
 */
import { isNamed } from '../../../shared/catalog/formats.ts'
import type { SplitName } from '../../../shared/domain/data.ts'
import type { ExportedFile } from '../../../shared/domain/files.ts'
import type { Dataset, Example } from '../../data/dataset.ts'
import { expectImage } from '../../data/inspectImage.ts'
import { type PictureBlob, unpackedBlob } from '../../data/pictureBlob.ts'
import { spelledSplit } from '../../data/splitNames.ts'
import { targetText } from '../../data/target.ts'
import { exampleColumns } from './exampleColumns.ts'
import { writeCsv } from './writeTables.ts'

export async function pictureFolders(
  dataset: Dataset,
  partOf: (example: Example) => SplitName,
): Promise<readonly ExportedFile[]> {
  const foldered = dataset.examples[0]?.target.kind === 'class' && dataset.classes.every(isFolderName)
  const taken = new Set<string>()
  const paths = new Map<Example, string>()
  for (const example of dataset.examples) {
    const folder = foldered ? `${partOf(example)}/${targetText(example.target, dataset.classes)}` : 'images'
    paths.set(example, await freePath(folder, example, taken))
  }
  const files: ExportedFile[] = []
  for (const example of dataset.examples) {
    const { content } = example
    if (content.kind === 'image') files.push({ name: paths.get(example) ?? '', blob: await unpackedBlob(content.blob) })
  }
  if (foldered) return files
  const name = { name: 'file_name', kind: 'text', of: (example: Example) => paths.get(example) ?? '' } as const
  return [
    ...files,
    { name: 'metadata.csv', blob: writeCsv([name, ...exampleColumns(dataset, partOf)], dataset.examples) },
  ]
}

/** Whether a folder of that name is read as a class of that name again, on every system. */
function isFolderName(name: string): boolean {
  return !/[/\\:*?"<>|\p{Cc}]|^[.\s]|[.\s]$/u.test(name) && spelledSplit(name) === null
}

/** The picture's own name, with a number where another has it. */
async function freePath(folder: string, { path, content }: Example, taken: Set<string>): Promise<string> {
  const own = (path.split('/').at(-1) ?? 'picture').replaceAll(/[\\:*?"<>|\p{Cc}]/gu, '_')
  const dot = own.lastIndexOf('.')
  const named = isNamed(own, 'picture') && dot > 0
  const ending = named ? own.slice(dot) : `.${content.kind === 'image' ? await formatOf(content.blob, path) : 'bin'}`
  const stem = named ? own.slice(0, dot) : own
  for (let number = 1; ; number++) {
    const found = `${folder}/${stem}${number > 1 ? `-${number}` : ''}${ending}`
    // Systems differ on whether capitals tell names apart.
    if (taken.has(found.toLowerCase())) continue
    taken.add(found.toLowerCase())
    return found
  }
}

/** "jpeg": what the first bytes show. */
async function formatOf(picture: PictureBlob, path: string): Promise<string> {
  const blob = await unpackedBlob(picture)
  return expectImage(new Uint8Array(await blob.slice(0, 64).arrayBuffer()), path)
}
