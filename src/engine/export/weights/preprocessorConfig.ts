import type { Preprocessing } from '../../inputs/preprocess.ts'

/**
 * How a picture is prepared, for transformers. Its ConvNeXt processor cuts the centre out as the page does, but squashes
 * pictures from 384 pixels on; the plainer one then says the same with two sizes.
 */
export function preprocessorConfig({ size, cropShare, resample, mean, std }: Preprocessing): Record<string, unknown> {
  const view =
    size < 384
      ? { image_processor_type: 'ConvNextImageProcessor', crop_pct: cropShare, size: { shortest_edge: size } }
      : {
          image_processor_type: 'BitImageProcessor',
          do_center_crop: true,
          crop_size: { height: size, width: size },
          size: { shortest_edge: Math.max(size, Math.floor(size / cropShare)) },
        }
  return {
    ...view,
    do_normalize: true,
    do_rescale: true,
    do_resize: true,
    image_mean: mean,
    image_std: std,
    resample: resample === 'bilinear' ? 2 : 3,
  }
}
