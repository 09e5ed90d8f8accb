/** Messages are said in English in every test, as the page and the commands say them. */
import { en } from '../../src/shared/messages/en.ts'
import { speak } from '../../src/shared/messages/say.ts'

speak(en)
