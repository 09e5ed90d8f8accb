/**
 * tfjs's WebGL backend on a context of our own, in a worker. It has no kernels of ours: every primitive of `nn` is
 * composed of tfjs's operations. Numbers lie in textures of 32-bit floats or not at all (`provePrecision`).
 */
import { GPGPUContext, MathBackendWebGL, setWebGLContext } from '@tensorflow/tfjs-backend-webgl'
import * as tf from '@tensorflow/tfjs-core'
import { notice } from '../../../shared/messages/say.ts'
import type { Candidate } from '../choose.ts'
import { Unavailable } from '../unavailable.ts'

/**
 * Registers the backend with tfjs, in place of tfjs's own; a second call leaves one whose context lives as it is.
 * `onLost` hears of a context that is lost while the backend is in use.
 */
export function openWebgl(onLost: () => void): Candidate {
  const living = registered && !registered.gl.isContextLost() ? registered : null
  const surface = living ?? newSurface()
  if (!surface) throw new Unavailable(notice('webglAbsent'))
  const { gl, canvas } = surface
  if (!gl.getExtension('EXT_color_buffer_float')) throw new Unavailable(notice('webglHalfFloat'))
  if (!living) register(surface)
  const adapter = nameOf(gl)
  return {
    adapter,
    software: /swiftshader|llvmpipe|softpipe|software|basic render/i.test(adapter),
    threads: 1,
    check: provePrecision,
    proved: () => canvas.addEventListener('webglcontextlost', onLost),
    ...(!living && { release: () => release(gl) }),
  }
}

interface Surface {
  readonly canvas: OffscreenCanvas
  readonly gl: WebGL2RenderingContext
}

/** What the registered backend computes on. */
let registered: Surface | null = null

/** As tfjs registers its own. */
const priority = 2

/** Textures that nobody uses are kept for the next tensor of their size, as long as all are no more than this together. */
const mostBytes = 512 * 2 ** 20

/** Nothing is drawn to be seen, so that no buffers for that are asked for. */
const attributes: WebGLContextAttributes = {
  alpha: false,
  antialias: false,
  depth: false,
  stencil: false,
  powerPreference: 'high-performance',
}

function newSurface(): Surface | null {
  if (typeof OffscreenCanvas === 'undefined') return null
  const canvas = new OffscreenCanvas(1, 1)
  const gl = canvas.getContext('webgl2', attributes)
  return gl && { canvas, gl }
}

function register(surface: Surface): void {
  const { gl } = surface
  // tfjs asks this one whatever it wants to know of the device: it would make another, and in Safari none.
  setWebGLContext(2, gl)
  tf.env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', mostBytes)
  if (tf.findBackendFactory('webgl')) tf.removeBackend('webgl')
  tf.registerBackend('webgl', () => new MathBackendWebGL(new GPGPUContext(gl)), priority)
  registered = surface
}

/** Gives all its memory back; no tensor may live on it. */
function release(gl: WebGL2RenderingContext): void {
  tf.removeBackend('webgl')
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  registered = null
}

function nameOf(gl: WebGL2RenderingContext): string {
  const exact = gl.getExtension('WEBGL_debug_renderer_info')
  return String(gl.getParameter(exact ? exact.UNMASKED_RENDERER_WEBGL : gl.RENDERER) || 'graphics adapter')
}

/**
 * Numbers that 16 bits cannot hold (too fine, too large, too small) must come back from the device as they went, for a
 * gradient is made of such. The self-test that all backends share would not tell: it bears half precision's rounding.
 */
async function provePrecision(): Promise<void> {
  const telling = [1 + 2 ** -20, 4097, 70_001, 1e-9, -3.4e10, -(1 + 2 ** -12), 2 ** -30, 16_777_215]
  // tfjs would compute with fewer on the processor.
  const sent = Float32Array.from({ length: 32 * telling.length }, (_, at) => telling[at % telling.length] as number)
  const twice = tf.tidy(() => tf.mul(tf.tensor1d(sent), tf.fill([sent.length], 2)))
  const received = await twice.data().finally(() => twice.dispose())
  const off = sent.findIndex((value, at) => received[at] !== 2 * value)
  if (off >= 0) throw new Unavailable(notice('webglHalfFloat'))
}
