import type { Vocabulary } from './vocabulary.ts';

const people = '(?:persona|humano|agente|operador|operadora|representante|asesor|asesora|alguien|empleado|empleada)';

/** What is understood in Spanish. */
export const es: Vocabulary = {
  numbers: {
    units: {
      cero: 0,
      uno: 1,
      un: 1,
      una: 1,
      dos: 2,
      tres: 3,
      cuatro: 4,
      cinco: 5,
      seis: 6,
      siete: 7,
      ocho: 8,
      nueve: 9,
    },
    teens: {
      once: 11,
      doce: 12,
      trece: 13,
      catorce: 14,
      quince: 15,
      dieciseis: 16,
      diecisiete: 17,
      dieciocho: 18,
      diecinueve: 19,
      veintiuno: 21,
      veintiun: 21,
      veintiuna: 21,
      veintidos: 22,
      veintitres: 23,
      veinticuatro: 24,
      veinticinco: 25,
      veintiseis: 26,
      veintisiete: 27,
      veintiocho: 28,
      veintinueve: 29,
    },
    tens: {
      diez: 10,
      veinte: 20,
      treinta: 30,
      cuarenta: 40,
      cincuenta: 50,
      sesenta: 60,
      setenta: 70,
      ochenta: 80,
      noventa: 90,
    },
    hundreds: {
      cien: 100,
      ciento: 100,
      doscientos: 200,
      doscientas: 200,
      trescientos: 300,
      trescientas: 300,
      cuatrocientos: 400,
      cuatrocientas: 400,
      quinientos: 500,
      quinientas: 500,
      seiscientos: 600,
      seiscientas: 600,
      setecientos: 700,
      setecientas: 700,
      ochocientos: 800,
      ochocientas: 800,
      novecientos: 900,
      novecientas: 900,
    },
    hundred: null,
    thousand: 'mil',
    and: 'y',
    repeats: { doble: 2, triple: 3, cuadruple: 4 },
    homophones: {},
  },
  fillers: new Set(
    'eh em este esto pues bueno mm ah a ver es el la por favor gracias muchas hola buenas buenos dias tardes noches vale guion espacio almohadilla numeral'.split(
      ' ',
    ),
  ),
  stopWords: new Set(
    'yo me mi mis nos nuestra nuestro usted su sus a al de del la el los las lo un una uno en y o que es por para con quiero queremos quisiera queria querria necesito necesitamos puedo podria puede gustaria he ha hemos tengo favor gracias hola buenas buenos dias tardes noches eh pues bueno hoy ahora ayuda ayudar hacer'.split(
      ' ',
    ),
  ),
  secretWords: new Set('pin clave contrasena secreto secreta'.split(' ')),
  choiceWords: new Set('opcion numero tecla pulse pulso marco marque la el'.split(' ')),
  ordinals: {
    primero: 1,
    primera: 1,
    segundo: 2,
    segunda: 2,
    tercero: 3,
    tercera: 3,
    cuarto: 4,
    cuarta: 4,
    quinto: 5,
    quinta: 5,
    sexto: 6,
    sexta: 6,
    septimo: 7,
    septima: 7,
    octavo: 8,
    octava: 8,
    noveno: 9,
    novena: 9,
  },
  wishes: {
    person: new RegExp(
      `^(?:(?:un|una|el|la|con un|con una|con) )?(?:${people}|persona real|agente humano|atencion al cliente)$` +
        `|\\b(?:hablar|hable|hablo|comunicarme|comuniqueme|pongame|paseme|pasame|conecteme|conectame)\\b(?: .*)? ${people}\\b` +
        `|\\b(?:quiero|necesito|quisiera) (?:a )?(?:un|una) ${people}(?: real)?$|\\b(?:transfierame|transfiereme)\\b`,
    ),
    help: /^(?:ayuda|ayudeme|ayudame|necesito ayuda|me puede ayudar|puede ayudarme|que puedo decir|que puedo hacer|que puede hacer|que hago|que hago ahora|que tengo que hacer|que opciones (?:hay|tengo)|no entiendo|no lo entiendo|no entiendo nada|como funciona(?: esto)?)$/,
    repeat:
      /^(?:repita|repite|repetir|repitalo|repitamelo|otra vez|de nuevo|perdon|perdone|disculpe|como|que|como dice|que dice|mande)$|\b(?:repita(?:lo|melo|los|melos)?|repitelo|puede repetir(?:lo|los|melo)?|digalo otra vez|digame(?:lo|los)? otra vez|una vez mas|que ha dicho|que dijo|no (?:le |lo |la |los )?(?:he )?(?:oi|oido|escuche|escuchado)|(?:cuales son|cuales eran) (?:las cifras|los digitos|los numeros))\b/,
    start_over:
      /\b(?:(?:empezar|empecemos|empiece|comenzar|comencemos|volver a empezar) ?(?:de nuevo|otra vez|desde el principio|de cero)?$|desde el principio|de cero|volver a empezar)/,
    cancel:
      /^(?:cancelar|cancele|cancela|cancelelo|parar|pare|dejelo|dejalo|olvidelo|olvidalo|atras|volver|mejor no|da igual)$|\b(?:cancelar(?:lo)?|cancele(?:lo)?|olvidelo|olvidalo|he cambiado de idea|cambie de idea|ya no (?:lo )?quiero)\b/,
    goodbye:
      /^(?:adios|hasta luego|chao|chau|nada|nada mas|no nada mas|(?:no )?eso es todo|(?:no )?es todo|colgar|cuelgue|ya esta|he terminado)$|\b(?:adios|hasta luego|eso es todo|nada mas|cuelgue)\b/,
    resend:
      /\b(?:reenvi\w*|(?:envi|mand)\w* (?:.* )?(?:otra vez|de nuevo|otro|nuevo|mensaje|enlace)|(?:envie|mande|envia|manda)me(?:lo|la)|volver a (?:enviar|mandar)\w*|vuelva a (?:enviar|mandar)\w*|otro (?:mensaje|enlace|sms|texto)|nuevo (?:mensaje|enlace|sms|texto)|no (?:me )?(?:ha |he )?(?:llegado|llega|llego|recibido|recibo|recibi)(?: nada| el mensaje| ningun mensaje| el enlace| el sms| todavia| aun)*|no tengo (?:el |ningun )?(?:mensaje|sms|texto)|donde esta (?:el mensaje|el enlace|el sms)|he (?:borrado|perdido) el (?:mensaje|enlace|sms)|intentar(?:lo)? (?:otra vez|de nuevo))\b/,
    no_link:
      /\b(?:no (?:puedo|logro|consigo|se) (?:abrir|usar|pulsar|tocar|ver|seguir) (?:.* )?(?:enlaces?|links?|lo|pagina)|no (?:lo )?puedo abrir(?:lo)?|no tengo (?:un )?(?:smartphone|telefono inteligente|movil inteligente|celular inteligente|internet|datos)|sin (?:el )?(?:enlace|link|internet|smartphone)|(?:telefono|movil|celular) (?:antiguo|viejo|basico|sencillo)|(?:enlace|link|pagina) no (?:se )?(?:abre|funciona|carga)|no (?:se )?(?:abre|funciona|carga) (?:.* )?(?:enlace|link|pagina))\b/,
    english: /\b(?:english|ingles)\b/,
    spanish: /\b(?:spanish|espanol|castellano)\b/,
  },
  unsure: /\b(?:no se|no lo se|no estoy segur[oa]|quiza|quizas|tal vez|espere|espera|un momento|un segundo|creo)\b/,
  no: /\bclaro que no\b|\bpor supuesto que no\b|\b(?:no|nunca|jamas|tampoco|incorrecto|mal|equivocado|negativo|cancelar|cancele)\b(?: (?:es|esta|estoy))?(?: (?:correcto|bien|cierto|de acuerdo|asi|confirmo|quiero))?/g,
  yes: /\b(?:si|claro|correcto|exacto|exactamente|de acuerdo|por supuesto|adelante|confirmo|confirmado|eso es|asi es|esta bien|desde luego|hagalo|perfecto|sip)\b|^(?:vale|bien|bueno|ok|okey|cierto)(?: (?:vale|bien|bueno|ok|okey|cierto))*$/,
  hints: {
    waiting: ['repetir', 'envíelo otra vez', 'no puedo abrir enlaces', 'cancelar', 'ayuda', 'hablar con una persona'],
    answer: ['sí', 'no', 'repetir', 'ayuda'],
  },
};
