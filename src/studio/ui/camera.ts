/** The camera: opened where it is wanted, let go where it is not, and why it could not be had, in words. */
import { type RefObject, useEffect, useRef, useState } from 'react'
import { createStore } from 'zustand/vanilla'
import { capital } from '../../shared/messages/capital.ts'

export interface Camera {
  /** The element that shows it. */
  readonly video: RefObject<HTMLVideoElement | null>
  readonly state: CameraState
}

export type CameraState =
  | { readonly status: 'off' | 'opening' }
  /** With the cameras that there are; a browser tells them only once it gave one. */
  | {
      readonly status: 'live'
      readonly cameras: readonly MediaDeviceInfo[]
      /** The one that is shown, and the way it looks, where the browser tells. */
      readonly shown: { readonly deviceId: string | null; readonly facing: Facing | null }
    }
  | { readonly status: 'refused'; readonly thrown: unknown }

/** Towards the person, or away from them. */
export type Facing = 'user' | 'environment'

export interface WantedCamera {
  /** One of the cameras; absent, any that looks that way. */
  readonly deviceId?: string | undefined
  /** Absent, away from the person, where there is such a camera. */
  readonly facing?: Facing
}

/** How many are open, for whoever must not disturb them. */
export const openCameras = createStore<{ readonly count: number }>()(() => ({ count: 0 }))

/**
 * @param wanted who sets it asks the person's permission: only a press may.
 * @param which absent, on a phone the one at its back.
 */
export function useCamera(wanted: boolean, { deviceId, facing = 'environment' }: WantedCamera = {}): Camera {
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<CameraState>({ status: 'off' })
  useEffect(() => {
    if (!wanted) return setState({ status: 'off' })
    const held = { stream: null as MediaStream | null, wanted: true }
    const show = async () => {
      setState({ status: 'opening' })
      try {
        const stream = await openCamera(deviceId, facing)
        held.stream = stream
        if (!held.wanted || !video.current) return stopCamera(stream)
        video.current.srcObject = stream
        await video.current.play()
        const cameras = await camerasHere()
        if (!held.wanted) return
        for (const track of stream.getTracks())
          track.onended = () => setState({ status: 'refused', thrown: new DOMException('', 'EndedError') })
        setState({ status: 'live', cameras, shown: shownBy(stream) })
      } catch (thrown) {
        if (held.wanted) setState({ status: 'refused', thrown })
      }
    }
    void show()
    return () => {
      held.wanted = false
      if (held.stream) stopCamera(held.stream)
    }
  }, [wanted, deviceId, facing])
  const live = state.status === 'live'
  useEffect(() => {
    if (!live) return
    countCameras(1)
    return () => countCameras(-1)
  }, [live])
  return { video, state }
}

function countCameras(more: number): void {
  openCameras.setState(({ count }) => ({ count: count + more }))
}

async function openCamera(deviceId: string | undefined, facing: Facing): Promise<MediaStream> {
  // Pages that are not secure have no such object, whatever its type says.
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (!devices?.getUserMedia) throw new DOMException('', 'SecurityError')
  const which = deviceId === undefined ? { facingMode: facing } : { deviceId: { exact: deviceId } }
  return devices.getUserMedia({ video: which, audio: false })
}

function shownBy(stream: MediaStream) {
  const { deviceId, facingMode } = stream.getVideoTracks()[0]?.getSettings() ?? {}
  return {
    deviceId: deviceId ?? null,
    facing: facingMode === 'user' || facingMode === 'environment' ? (facingMode as Facing) : null,
  }
}

/** The camera that is wanted next: the other way where that is known, else the next in the list. Null where there is one. */
export function otherCamera(state: CameraState): WantedCamera | null {
  if (state.status !== 'live' || state.cameras.length < 2) return null
  const { facing, deviceId } = state.shown
  if (facing !== null) return { facing: facing === 'user' ? 'environment' : 'user' }
  const place = state.cameras.findIndex((each) => each.deviceId === deviceId)
  return { deviceId: state.cameras[(place + 1) % state.cameras.length]?.deviceId }
}

async function camerasHere(): Promise<readonly MediaDeviceInfo[]> {
  const devices = (await navigator.mediaDevices.enumerateDevices?.().catch(() => [])) ?? []
  return devices.filter(({ kind }) => kind === 'videoinput')
}

function stopCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

export interface OtherWays {
  /** How it is tried again: "press Camera again". */
  readonly again: string
  /** What does without it: "choose a picture". */
  readonly instead: string
}

/** Why there is no camera, and what to do. */
export function cameraRefusal(thrown: unknown, { again, instead }: OtherWays): string {
  const name = thrown instanceof DOMException ? thrown.name : ''
  const words = refusals[name]?.(again, instead)
  return words ?? `The camera could not be opened. ${capital(instead)} instead.`
}

const refusals: Readonly<Record<string, (again: string, instead: string) => string>> = {
  NotAllowedError: (again) => `The camera is not allowed here. Allow it beside the address, then ${again}.`,
  NotFoundError: (_, instead) => `No camera was found. Connect one, or ${instead}.`,
  OverconstrainedError: (again, instead) => `That camera is gone. Connect it, then ${again}, or ${instead}.`,
  NotReadableError: (again) => `The camera is busy: another program may be using it. Close that, then ${again}.`,
  EndedError: (again) => `The camera was disconnected or switched off. Connect it, then ${again}.`,
  SecurityError: (_, instead) => `The camera needs a secure page (https). ${capital(instead)} instead.`,
}
