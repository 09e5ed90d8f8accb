/** Projects: everything that a person has, as one file, and back. */

import { exporters } from '../export/exporters.ts'
import { readProject } from '../export/project/readProject.ts'
import { settleProject } from '../export/project/settleProject.ts'
import type { EngineContext, Handlers } from './engineContext.ts'
import { gatherProject } from './gatherProject.ts'

export function projectCalls(context: EngineContext): Handlers<'exportProject' | 'openProject'> {
  return {
    async exportProject(wanted) {
      const [file] = await exporters.project.write(await gatherProject(context, wanted))
      return file
    },
    // Read and checked whole before the first thing is kept.
    openProject: async ({ file }) => settleProject(await readProject(file), context.around.repository),
  }
}
