/** What is said around every screen once the engine has spoken; fetched beside the first one, which needs none of it. */
import { EngineNotice } from './EngineNotice.tsx'
import { OfflineNotice } from './OfflineNotice.tsx'
import { ResumeOffer } from './ResumeOffer.tsx'
import { RunsNotice } from './RunsNotice.tsx'
import { StorageNotice } from './StorageNotice.tsx'

export { About } from './About.tsx'

export function Notices() {
  return (
    <>
      <EngineNotice />
      <StorageNotice />
      <ResumeOffer />
      <RunsNotice />
      <OfflineNotice />
    </>
  )
}
