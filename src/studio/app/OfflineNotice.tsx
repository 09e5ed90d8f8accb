/** Offers a newer build, or threads, once nothing is under way that a reload would cut off. */
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { selectStorage } from '../store/selectors.ts'
import { useStudio } from '../store/studio.ts'
import { Button } from '../ui/Button.tsx'
import { openCameras } from '../ui/camera.ts'
import { Notice } from '../ui/Notice.tsx'
import { isAtWork } from './atWork.ts'
import styles from './EngineNotice.module.css'
import { dismissOffer, offline, update } from './offline.ts'

export function OfflineNotice() {
  const { offer, refused } = useStore(offline)
  const working = useStudio(isAtWork)
  const { count: cameras } = useStore(openCameras)
  if (offer === 'none' || working || cameras > 0) return null
  return (
    <div className={styles.notice} role="status" data-update={offer}>
      <Notice>
        <p>
          {offers[offer].what} <WhatStays />
        </p>
        {refused && (
          <p>
            <strong>Thaw is at work in another tab.</strong> Update when that has ended.
          </p>
        )}
        <div className={styles.actions}>
          <Button data-action="update-now" onPress={() => void update()}>
            {offers[offer].press}
          </Button>
          <Button variant="quiet" data-action="update-later" onPress={dismissOffer}>
            Later
          </Button>
        </div>
      </Notice>
    </div>
  )
}

const offers: Record<'update' | 'threads' | 'reload', { readonly what: ReactNode; readonly press: string }> = {
  update: { what: <strong>A new version of Thaw is ready.</strong>, press: 'Update now' },
  threads: {
    what: <strong>Thaw can compute on more processors at once after a reload.</strong>,
    press: 'Reload',
  },
  reload: { what: <strong>Thaw was updated in another tab.</strong>, press: 'Reload' },
}

function WhatStays() {
  const storage = useStudio(selectStorage)
  return storage === null || storage.kind === 'keeping'
    ? 'The page opens again, with your data, model and runs.'
    : 'The page opens again. What is not saved here would be lost: save a project file first.'
}
