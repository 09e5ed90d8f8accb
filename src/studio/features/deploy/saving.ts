/** Hands what was exported to the person: one zip, or a file of it. What is one file anyway comes as that file. */
import { exportCard, type ModelExportId } from '../../../shared/catalog/exports.ts'
import type { ExportOptions } from '../../../shared/domain/exports.ts'
import { deploy } from '../../store/deployActions.ts'
import { cardOfAnswering } from '../../store/runCard.ts'
import { actions, store } from '../../store/studio.ts'
import { zipFiles } from '../../store/zipFiles.ts'
import { download } from '../../ui/download.ts'
import { nameOfModel } from './exportName.ts'

/** @param unchecked saved as it is, for whoever has seen that it answers otherwise. */
export function saveAll(what: ModelExportId, options: ExportOptions, unchecked?: true): Promise<void> {
  return actions.by((context) =>
    deploy(context, {
      ...{ what, options, card },
      ...(unchecked && { unchecked }),
      pack: async (files) => {
        const [only] = files.length === 1 ? files : []
        const file = only?.blob ?? (await zipFiles(files))
        const name = nameOfModel(store.getState(), exportCard(what).suffix, only?.name.split('.').at(-1))
        return { bytes: file.size, save: () => download(name, file) }
      },
    }),
  )
}

export function saveOne(what: ModelExportId, options: ExportOptions, name: string): Promise<void> {
  return actions.by((context) =>
    deploy(context, {
      ...{ what, options, card },
      pack: async (files) => {
        const file = files.find((each) => each.name === name)
        const bytes = files.reduce((sum, { blob }) => sum + blob.size, 0)
        return { bytes, save: () => file && download(file.name, file.blob) }
      },
    }),
  )
}

const card = () => cardOfAnswering(store.getState)
