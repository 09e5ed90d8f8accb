/**
 * What a deployed page says, in the languages that a person may choose for it. A person may say any of it otherwise, and
 * so in a language that is not among these. "{…}" stands for what the page puts in.
 */

const en = {
  dropPicture: 'Drop a picture here, paste one, or choose one.',
  choosePicture: 'Choose a picture',
  openCamera: 'Use the camera',
  otherCamera: 'Other camera',
  closeCamera: 'Close the camera',
  tryExample: 'Try the example',
  text: 'Your text',
  firstText: 'First text',
  secondText: 'Second text',
  beginning: 'Beginning of a text',
  ask: 'Ask',
  goOn: 'Go on writing',
  stop: 'Stop',
  answer: 'Answer',
  noLabel: 'None of the labels fits.',
  fits: 'fits',
  nothingMarked: 'Nothing is marked in this text.',
  about: 'About this model',
  passOn: 'Pass this page on',
  stays: 'Everything happens on this device. Nothing you show or type is sent anywhere.',
  loading: 'The model is being opened …',
  working: 'Working …',
  perSecond: '{count} pictures a second',
  notPicture: 'This file is no picture that this browser can open. Choose a JPEG, PNG or WebP picture.',
  noCamera: 'The camera cannot be used: it is not there, or the browser was not allowed to use it.',
  damaged: 'This page is damaged or incomplete. Get it again from whoever gave it to you.',
  incomplete:
    'A file of this page is missing or incomplete: {file}. Load the page again. If that does not help, its folder has to be put on the web server once more, whole.',
  kept: 'Kept on this device: the page now opens without a network, too.',
  tooOld: 'This browser is too old for this page. Use a current Chrome, Edge, Firefox or Safari.',
  failed: 'That did not work: {reason}',
}

export type PageWords = typeof en
export type PageWord = keyof PageWords

const de: PageWords = {
  dropPicture: 'Zieh ein Bild hierher, füge eines ein oder wähle eines aus.',
  choosePicture: 'Bild auswählen',
  openCamera: 'Kamera benutzen',
  otherCamera: 'Andere Kamera',
  closeCamera: 'Kamera schließen',
  tryExample: 'Beispiel ausprobieren',
  text: 'Dein Text',
  firstText: 'Erster Text',
  secondText: 'Zweiter Text',
  beginning: 'Anfang eines Textes',
  ask: 'Fragen',
  goOn: 'Weiterschreiben',
  stop: 'Anhalten',
  answer: 'Antwort',
  noLabel: 'Keines der Merkmale trifft zu.',
  fits: 'trifft zu',
  nothingMarked: 'In diesem Text ist nichts markiert.',
  about: 'Über dieses Modell',
  passOn: 'Diese Seite weitergeben',
  stays: 'Alles geschieht auf diesem Gerät. Nichts, was du zeigst oder schreibst, wird irgendwohin gesendet.',
  loading: 'Das Modell wird geöffnet …',
  working: 'Einen Moment …',
  perSecond: '{count} Bilder in der Sekunde',
  notPicture: 'Diese Datei ist kein Bild, das dieser Browser öffnen kann. Wähle ein Bild in JPEG, PNG oder WebP.',
  noCamera: 'Die Kamera lässt sich nicht benutzen: Sie fehlt, oder der Browser darf sie nicht benutzen.',
  damaged: 'Diese Seite ist beschädigt oder unvollständig. Lass sie dir noch einmal geben.',
  incomplete:
    'Eine Datei dieser Seite fehlt oder ist unvollständig: {file}. Lade die Seite neu. Hilft das nicht, muss ihr Ordner noch einmal ganz auf den Webserver gelegt werden.',
  kept: 'Auf diesem Gerät gespeichert: Die Seite öffnet sich jetzt auch ohne Netz.',
  tooOld: 'Dieser Browser ist zu alt für diese Seite. Nimm ein aktuelles Chrome, Edge, Firefox oder Safari.',
  failed: 'Das hat nicht geklappt: {reason}',
}

const fr: PageWords = {
  dropPicture: 'Déposez une image ici, collez-en une ou choisissez-en une.',
  choosePicture: 'Choisir une image',
  openCamera: 'Utiliser la caméra',
  otherCamera: 'Autre caméra',
  closeCamera: 'Fermer la caméra',
  tryExample: 'Essayer l’exemple',
  text: 'Votre texte',
  firstText: 'Premier texte',
  secondText: 'Second texte',
  beginning: 'Début d’un texte',
  ask: 'Demander',
  goOn: 'Continuer le texte',
  stop: 'Arrêter',
  answer: 'Réponse',
  noLabel: 'Aucune étiquette ne convient.',
  fits: 'convient',
  nothingMarked: 'Rien n’est marqué dans ce texte.',
  about: 'À propos de ce modèle',
  passOn: 'Transmettre cette page',
  stays: 'Tout se passe sur cet appareil. Rien de ce que vous montrez ou écrivez n’est envoyé.',
  loading: 'Le modèle s’ouvre …',
  working: 'Un instant …',
  perSecond: '{count} images par seconde',
  notPicture: 'Ce fichier n’est pas une image que ce navigateur sait ouvrir. Choisissez une image JPEG, PNG ou WebP.',
  noCamera: 'La caméra ne peut pas servir : elle manque, ou le navigateur n’y a pas droit.',
  damaged: 'Cette page est abîmée ou incomplète. Demandez-la de nouveau à qui vous l’a donnée.',
  incomplete:
    'Un fichier de cette page manque ou est incomplet : {file}. Rechargez la page. Si cela n’aide pas, son dossier doit être remis en entier sur le serveur.',
  kept: 'Gardée sur cet appareil : la page s’ouvre désormais aussi sans réseau.',
  tooOld: 'Ce navigateur est trop ancien pour cette page. Prenez un Chrome, Edge, Firefox ou Safari récent.',
  failed: 'Cela n’a pas marché : {reason}',
}

const es: PageWords = {
  dropPicture: 'Suelta una imagen aquí, pégala o elige una.',
  choosePicture: 'Elegir una imagen',
  openCamera: 'Usar la cámara',
  otherCamera: 'Otra cámara',
  closeCamera: 'Cerrar la cámara',
  tryExample: 'Probar el ejemplo',
  text: 'Tu texto',
  firstText: 'Primer texto',
  secondText: 'Segundo texto',
  beginning: 'Comienzo de un texto',
  ask: 'Preguntar',
  goOn: 'Seguir escribiendo',
  stop: 'Parar',
  answer: 'Respuesta',
  noLabel: 'Ninguna de las etiquetas encaja.',
  fits: 'encaja',
  nothingMarked: 'No hay nada marcado en este texto.',
  about: 'Sobre este modelo',
  passOn: 'Compartir esta página',
  stays: 'Todo ocurre en este dispositivo. Nada de lo que muestras o escribes se envía.',
  loading: 'Se está abriendo el modelo …',
  working: 'Un momento …',
  perSecond: '{count} imágenes por segundo',
  notPicture: 'Este archivo no es una imagen que este navegador pueda abrir. Elige una imagen JPEG, PNG o WebP.',
  noCamera: 'No se puede usar la cámara: no está, o el navegador no tiene permiso.',
  damaged: 'Esta página está dañada o incompleta. Pídela otra vez a quien te la dio.',
  incomplete:
    'Un archivo de esta página falta o está incompleto: {file}. Vuelve a cargar la página. Si eso no ayuda, hay que poner de nuevo su carpeta entera en el servidor.',
  kept: 'Guardada en este dispositivo: la página ahora se abre también sin conexión.',
  tooOld: 'Este navegador es demasiado antiguo para esta página. Usa un Chrome, Edge, Firefox o Safari actual.',
  failed: 'No ha funcionado: {reason}',
}

export const pageLanguages = {
  en: { title: 'English', words: en },
  de: { title: 'Deutsch', words: de },
  fr: { title: 'Français', words: fr },
  es: { title: 'Español', words: es },
} as const satisfies Record<string, { readonly title: string; readonly words: PageWords }>

export type PageLanguage = keyof typeof pageLanguages

export const pageLanguageIds = Object.keys(pageLanguages) as readonly PageLanguage[]
