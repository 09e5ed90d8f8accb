/**
 * The two GELUs and SiLU (Hendrycks & Gimpel 2016) with gradients of their own: tfjs would keep and revisit a tensor for each
 * of the dozen operations they are made of.
 */
import * as tf from '@tensorflow/tfjs-core'
import { fused, hasFused } from './fused.ts'
import { withGradient } from './withGradient.ts'

type Kind = 'erf' | 'tanh'

/** x · Φ(x), by the error function. */
export function gelu(x: tf.Tensor): tf.Tensor {
  return hasFused('Gelu') ? fusedGelu(x, 'erf') : composedGelu(x)
}

/** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), GPT-2's. */
export function geluTanh(x: tf.Tensor): tf.Tensor {
  return hasFused('Gelu') ? fusedGelu(x, 'tanh') : composedGeluTanh(x)
}

/** x · σ(x), also called Swish. */
export function silu(x: tf.Tensor): tf.Tensor {
  return withGradient([x], (input) => {
    const share = tf.sigmoid(input)
    return {
      value: tf.mul(input, share),
      saved: [input, share],
      gradients: (dy, x0, s) => [() => tf.mul(dy, tf.mul(s, tf.add(tf.mul(x0, tf.sub(1, s)), 1)))],
    }
  })
}

function fusedGelu(x: tf.Tensor, kind: Kind): tf.Tensor {
  return withGradient([x], () => ({
    value: fused('Gelu', { x }, { kind }),
    saved: [x],
    gradients: (dy, x0) => [() => fused('GeluGrad', { x: x0, dy }, { kind })],
  }))
}

function composedGelu(x: tf.Tensor): tf.Tensor {
  return withGradient([x], (input) => {
    const below = tf.add(tf.mul(tf.erf(tf.mul(input, Math.SQRT1_2)), 0.5), 0.5) // Φ(x)
    return {
      value: tf.mul(input, below),
      saved: [input, below],
      gradients: (dy, x0, phi) => [
        () => {
          const density = tf.mul(tf.exp(tf.mul(tf.square(x0), -0.5)), 1 / Math.sqrt(2 * Math.PI))
          return tf.mul(dy, tf.add(phi, tf.mul(x0, density)))
        },
      ],
    }
  })
}

const slope = Math.sqrt(2 / Math.PI)
const cubic = 0.044715

function composedGeluTanh(x: tf.Tensor): tf.Tensor {
  return withGradient([x], (input) => {
    const inner = tf.mul(input, tf.add(tf.mul(tf.square(input), slope * cubic), slope))
    const below = tf.add(tf.mul(tf.tanh(inner), 0.5), 0.5) // ½ (1 + t)
    return {
      value: tf.mul(input, below),
      saved: [input, below],
      // With s = ½ (1 + t): dy/dx = s + 2 x s (1 − s) u′, where u′ = √(2/π) (1 + 3 · 0.044715 x²).
      gradients: (dy, x0, s) => [
        () => {
          const steep = tf.mul(x0, tf.add(tf.mul(tf.square(x0), 6 * slope * cubic), 2 * slope))
          return tf.mul(dy, tf.mul(s, tf.add(tf.mul(steep, tf.sub(1, s)), 1)))
        },
      ],
    }
  })
}
