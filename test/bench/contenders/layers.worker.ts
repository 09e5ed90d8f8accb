/** tfjs-layers as it is published. */
import './counters.ts'
import { layersContender } from './layers.ts'
import { openTfjs } from './openTfjs.ts'
import { serve } from './serve.ts'

serve(layersContender(openTfjs))
