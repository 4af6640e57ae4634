// A third language is one file like this one: what the bot says, what it understands, the page, the texts, and the words of
// the shipped transactions. `defineLanguage` names whatever is missing or was left in English.
import { defineLanguage, type Fill } from 'voicegrant';

const number = ({ ending }: Fill) =>
  ending === '' ? 'le numéro que nous avons pour vous' : `votre numéro qui finit par ${ending}`;

/** French. On Amazon Connect it also needs its line in deploy/aws/bot/words.ts: the Lex locale fr_FR and its utterances. */
export const french = defineLanguage({
  lang: 'fr',
  name: 'Français',
  tag: 'fr-FR',
  voice: 'Polly.Lea-Neural',
  named: /\b(?:francais|french)\b/,
  says: {
    welcome: ({ brand }) =>
      `Bonjour, et bienvenue chez ${brand}. Je vais d'abord vous demander votre identifiant et votre code secret.`,
    welcome_sign_in: ({ brand }) =>
      `Bonjour, et bienvenue chez ${brand}. Je vais d'abord vous demander votre identifiant. Vous vous connecterez ensuite sur votre téléphone.`,
    sign_in_first:
      "Merci. Vous allez vous connecter sur votre téléphone, comme d'habitude. Ne dites jamais votre mot de passe pendant un appel.",
    sign_in_text:
      "Si nous connaissons cet identifiant, un message part vers le mobile que nous avons pour lui. Ouvrez son lien et connectez-vous. Je vous dirai ensuite six chiffres. J'attends ici.",
    signed_in: 'Merci. Je vois que vous êtes connecté.',
    text_opted_out:
      'Votre numéro ne veut plus de messages de notre part. Pour en recevoir de nouveau, envoyez START au numéro dont ils venaient.',
    text_not_mobile: 'Le numéro que nous avons pour vous ne peut pas recevoir de messages.',
    text_unreachable: "Notre message n'a pas pu atteindre votre téléphone. Vérifiez qu'il est allumé et qu'il capte.",
    help_sign_in:
      "Cherchez notre message sur votre mobile, ouvrez son lien et connectez-vous comme d'habitude. S'il ne vient pas, dites : renvoyez-le. Dites annuler pour arrêter. Pour une personne, tapez 0.",
    ask_id: 'Dites votre identifiant, chiffre par chiffre. Ou composez-le, puis appuyez sur la touche dièse.',
    ask_pin: ({ length }) =>
      length > 0
        ? `Maintenant, composez votre code secret sur votre téléphone. Il a ${length} chiffres.`
        : 'Maintenant, composez votre code secret sur votre téléphone, puis appuyez sur la touche dièse.',
    pin_by_keypad: 'Pour garder votre code secret, ne le dites pas à voix haute. Composez-le sur votre téléphone.',
    id_not_understood:
      "Je n'ai pas compris. Donnez-moi seulement votre identifiant, chiffre par chiffre. Vous pouvez aussi le composer, puis appuyer sur la touche dièse.",
    pin_not_understood:
      "Ce n'est pas un code complet. Composez-le de nouveau. Si vous vous trompez, appuyez sur étoile et recommencez.",
    wrong_id_or_pin: 'Cet identifiant et ce code secret ne vont pas ensemble. Essayons encore une fois.',
    too_many_wrong:
      "Je n'ai pas pu vérifier qui vous êtes et je dois mettre fin à cet appel. Retrouvez votre identifiant et votre code, et rappelez-nous. Au revoir.",
    cannot_verify: 'Je ne peux pas vérifier votre code en ce moment.',
    verified: "Merci. C'est correct.",
    ask_intent: 'Que souhaitez-vous faire ? Dites-le avec vos mots, ou dites aide pour entendre ce que je peux faire.',
    ask_intent_again: 'Que souhaitez-vous faire à la place ?',
    intents: ({ offers }) =>
      offers.length === 0
        ? 'Vous pouvez dire : parler à une personne.'
        : `${offers.map(({ key, offer }) => `Pour ${offer}, tapez ${key}.`).join(' ')} Vous pouvez aussi le dire. Pour une personne, tapez 0.`,
    intent_not_understood: "Je n'ai pas compris ce que vous souhaitez faire.",
    text_sent: (fill) => `Je viens d'envoyer un message à ${number(fill)}. Ouvrez le lien qu'il contient.`,
    text_trying: (fill) => `J'envoie un message à ${number(fill)}. Cela prend un peu plus de temps que d'habitude.`,
    digits: ({ digits }) => (digits === null ? null : `Vos six chiffres sont ${digits}. Encore : ${digits}.`),
    digits_only_there: ({ host }) =>
      `Tapez les six chiffres seulement sur la page ${host}. Ne les dites jamais à personne, pas même à nous. J'attends ici.`,
    page_code: ({ pageCode, host }) =>
      pageCode === null
        ? null
        : `Sur un ordinateur ou un téléphone, allez sur ${host}. Tapez-y ce code de page : ${pageCode}. Encore : ${pageCode}.`,
    text_has_digits: (fill) =>
      `Je viens d'envoyer un message avec six chiffres à ${number(fill)}. La page vous les demandera.`,
    no_number: "Nous n'avons pas de numéro de mobile auquel je puisse vous écrire.",
    too_many_texts: 'Nous vous avons déjà envoyé autant de messages que possible pour le moment.',
    text_failed: "Le message n'a pas pu être envoyé à votre numéro.",
    not_allowed: 'Je ne peux pas faire cela pour vous pendant cet appel.',
    too_many_attempts: 'De mauvais chiffres ont été tapés trop souvent pendant cet appel.',
    waiting: "Prenez votre temps, j'attends. Dites répéter pour m'entendre encore, ou dites aide.",
    still_here: 'Je suis toujours là. Prenez votre temps.',
    link_opened: ({ byVoice }) => `Je vois que vous avez ouvert ${byVoice ? 'la page' : 'le lien'}.`,
    digits_wrong: ({ left, byVoice }) => {
      const tries = left === 1 ? ' Il vous reste un essai.' : left > 1 ? ` Il vous reste ${left} essais.` : '';
      return byVoice
        ? `Ce ne sont pas les six chiffres de notre message.${tries} Regardez le dernier message.`
        : `Ce ne sont pas les chiffres de cet appel.${tries} Dites répéter pour les entendre encore.`;
    },
    digits_right: 'Les chiffres sont bons. Remplissez maintenant le formulaire sur la page.',
    details_sent: "Merci, j'ai vos informations. Un instant, s'il vous plaît.",
    attempts_spent: 'Les chiffres étaient faux trop souvent, ce lien ne marche donc plus.',
    grant_expired: 'Le temps de ce lien est passé, il ne marche donc plus.',
    link_lapsed: 'Ce lien ne marche plus.',
    offer_again: 'Pour un nouveau message, dites : renvoyez-le, ou tapez 1. Pour arrêter, dites annuler, ou tapez 2.',
    disowned:
      "Quelqu'un a appuyé sur : je n'ai pas passé cet appel. Pour protéger le compte, j'ai tout arrêté, et ce lien ne marche plus.",
    declined: 'Je vois que vous avez annulé sur la page. Ce lien ne marche plus.',
    locked_meanwhile: 'Je ne peux pas poursuivre cet appel. Rappelez-nous plus tard. Au revoir.',
    readback: ({ readback }) =>
      readback === null
        ? null
        : `Écoutez bien. Vous nous avez demandé de ${readback.replace(/[.?\s]+$/, '')}. Est-ce exact ? Dites oui, ou tapez 1. Dites non, ou tapez 2.`,
    readback_not_understood:
      "Dites oui, ou tapez 1, si c'était exact. Dites non, ou tapez 2, sinon. Dites répéter pour l'entendre encore.",
    one_moment: "Merci. Un instant, s'il vous plaît.",
    done: ({ done }) => (done === null ? "C'est fait." : `${done}.`),
    not_done: "Cela n'a pas marché. Rien n'a été changé.",
    refused_by_you: "D'accord. Rien n'a été changé.",
    anything_else: 'Puis-je faire autre chose pour vous ?',
    cancelled: "D'accord, j'ai annulé.",
    start_over: "D'accord, recommençons.",
    help_id:
      'Votre identifiant est le numéro avec lequel vous vous connectez chez nous. Dites-le chiffre par chiffre, ou composez-le. Pour parler à une personne, dites-le.',
    help_pin:
      "Votre code secret va avec votre identifiant. Composez-le, pour que personne ne l'entende. Si vous vous trompez, appuyez sur étoile et recommencez.",
    help_intent: 'Voici ce que je peux faire pour vous.',
    help_waiting: ({ byVoice, host }) =>
      byVoice
        ? `Allez sur ${host}, tapez le code de page que je vous ai dit, puis les six chiffres du message. Dites répéter pour l'entendre encore. Dites annuler pour arrêter. Pour une personne, tapez 0.`
        : 'Cherchez notre message sur votre mobile, et ouvrez son lien. Tapez ensuite les six chiffres que je vous ai dits. Dites répéter pour les entendre encore. Dites renvoyez-le pour un nouveau message. Si vous ne pouvez pas ouvrir de liens, dites : pas de lien. Dites annuler pour arrêter. Pour une personne, tapez 0.',
    help_readback: "Rien n'est changé tant que vous ne dites pas oui. Écoutez, et dites non si quelque chose est faux.",
    transfer: 'Je vous passe une personne. Restez en ligne.',
    not_heard: "Je n'ai rien entendu.",
    not_heard_end: 'Je ne vous entends toujours pas. Rappelez-nous. Au revoir.',
    unavailable: "Ce n'est pas possible en ce moment.",
    goodbye: 'Merci de votre appel. Au revoir.',
  },
  hears: {
    numbers: {
      units: { zero: 0, un: 1, une: 1, deux: 2, trois: 3, quatre: 4, cinq: 5, six: 6, sept: 7, huit: 8, neuf: 9 },
      teens: {
        ...{ dix: 10, onze: 11, douze: 12, treize: 13, quatorze: 14, quinze: 15, seize: 16 },
        ...{ septante: 70, huitante: 80, nonante: 90 },
      },
      tens: { vingt: 20, trente: 30, quarante: 40, cinquante: 50, soixante: 60 },
      hundreds: {},
      hundred: 'cent',
      thousand: 'mille',
      and: 'et',
      repeats: { double: 2, triple: 3 },
      homophones: { set: 7, cet: 7, sis: 6 },
    },
    fillers: new Set(
      'euh hum ben bon alors donc voila oui est le la sil vous plait merci bonjour tiret espace diese'.split(' '),
    ),
    stopWords: new Set(
      'je jai on nous vous tu me moi mon ma mes notre nos votre un une le la les l des de du d a au aux et ou en pour avec est cest ce que qui veux voudrais voudrait aimerais souhaite souhaiterais besoin dois peux pourrais faire sil plait merci bonjour euh bon'.split(
        ' ',
      ),
    ),
    secretWords: new Set('code codes pin secret'.split(' ')),
    choiceWords: new Set('option numero choix touche tapez prends le la'.split(' ')),
    ordinals: { premier: 1, premiere: 1, deuxieme: 2, second: 2, seconde: 2, troisieme: 3, quatrieme: 4, cinquieme: 5 },
    wishes: {
      person:
        /\b(?:parler (?:a|avec) (?:une? |un |quelqu)?(?:personne|conseiller|conseillere|agent|humain|un)|passez moi (?:une personne|un conseiller|quelquun)|un conseiller|une personne|operateur)\b/,
      help: /^(?:aide|aidez moi|a laide|jai besoin daide|que puis je (?:dire|faire)|quest ce que je (?:dis|fais)|je ne comprends pas|comment ca marche)$/,
      repeat:
        /^(?:repeter|repetez|encore|pardon|comment|quoi)$|\b(?:repetez|pouvez vous repeter|encore une fois|redites|je nai pas (?:entendu|compris)|quels (?:sont|etaient) les chiffres)\b/,
      start_over: /\b(?:recommencer|recommencez|recommencons|depuis le debut|a zero)\b/,
      cancel:
        /^(?:annuler|annulez|stop|arretez|laissez tomber|retour|tant pis)$|\b(?:annuler|annulez|jai change davis|laissez tomber)\b/,
      goodbye:
        /^(?:au revoir|salut|rien|rien dautre|cest tout|non cest tout|raccrocher)$|\b(?:au revoir|rien dautre|cest tout)\b/,
      resend:
        /\b(?:renvoye\w*|renvoyer|un (?:nouveau|autre) (?:message|lien|sms|texto)|envoye\w* (?:le |la |moi )?(?:encore|de nouveau)|(?:rien|pas) (?:recu|arrive)|je nai (?:rien|pas) recu|ou est le (?:message|lien))\b/,
      no_link:
        /\b(?:pas de lien|sans lien|(?:peux|arrive) pas (?:a )?(?:ouvrir|toucher|suivre|voir)|pas de (?:smartphone|internet)|(?:vieux|ancien|simple) (?:telephone|mobile|portable)|(?:lien|page) ne (?:souvre|marche|fonctionne) pas)\b/,
      english: /\b(?:english|anglais)\b/,
      spanish: /\b(?:spanish|espagnol|espanol)\b/,
    },
    unsure: /\b(?:je ne sais pas|peut etre|attendez|un instant|un moment|je crois|si)\b/,
    no: /\b(?:non|pas|jamais|faux|incorrect|annuler|annulez)\b(?: (?:exact|correct|juste|daccord|vrai|ca))?/g,
    yes: /\b(?:oui|ouais|exact|exactement|correct|daccord|bien sur|allez y|je confirme|cest ca|cest bon|parfait|tout a fait)\b|^(?:ok|bon|bien)$/,
    hints: {
      waiting: ['répéter', 'renvoyez-le', 'pas de lien', 'annuler', 'aide', 'parler à une personne'],
      answer: ['oui', 'non', 'répéter', 'aide'],
    },
  },
  page: {
    on_call: 'En ligne avec {brand}',
    call_over: 'Votre appel est terminé',
    minutes_left: 'encore {n} min',
    minute_left: 'encore 1 min',
    seconds_left: "moins d'une minute",
    reading: 'Un instant. Nous cherchons votre appel.',
    called: 'Vous avez appelé le {number} à {time}.',
    called_us: 'Vous nous avez appelés à {time}.',
    digits: 'Tapez les six chiffres que vous entendez',
    digits_text: 'Tapez les six chiffres de notre message',
    again: 'Vous revoilà. Tapez encore les six chiffres pour continuer. Dites « répéter » pour les entendre.',
    again_text: 'Vous revoilà. Tapez encore les six chiffres pour continuer.',
    only_here: 'Seulement ici, sur {host}. Nous ne les demandons nulle part ailleurs.',
    go_on: 'Continuer',
    not_me: "Je n'ai pas passé cet appel",
    digits_few: 'Tapez les six chiffres.',
    digits_wrong: 'Ce ne sont pas les chiffres de cet appel. Encore {n} essais.',
    digits_wrong_last: 'Ce ne sont pas les chiffres de cet appel. Encore un essai.',
    repeat: 'Dites « répéter » pour les entendre encore.',
    repeat_text: 'Ils sont dans notre dernier message.',
    home_title: 'Poursuivez votre appel',
    home_intro: 'Cette page est pour les personnes qui sont en ligne avec {brand}.',
    home_digits: 'Tapez les huit chiffres que vous entendez',
    home_few: 'Tapez les huit chiffres.',
    home_wrong: 'Ce ne sont pas les chiffres de votre appel. Dites « répéter » pour les entendre encore.',
    account: 'Compte finissant par {ending}',
    optional: '(peut rester vide)',
    choose: 'Choisissez',
    day: 'Jour',
    month: 'Mois',
    year: 'Année',
    calendar: 'Choisir dans un calendrier',
    required: 'Remplissez « {label} ».',
    choose_one: 'Choisissez une réponse.',
    short: 'Au moins {n} caractères.',
    long: 'Au plus {n} caractères.',
    leave_out: 'Retirez {signs}',
    bad: 'Vérifiez « {label} ». Il manque quelque chose, ou ce n’est pas juste.',
    date: 'Écrivez la date comme 12 4 1988.',
    date_none: "Ce jour n'existe pas. Écrivez la date comme 12 4 1988.",
    date_past: "Écrivez une date qui n'est pas dans le futur.",
    number: 'Des chiffres seulement.',
    least: '{n} ou plus.',
    most: '{n} ou moins.',
    email: 'Écrivez-le comme nom@exemple.fr.',
    iban: 'Vérifiez « {label} ». Une lettre ou un chiffre n’est pas juste.',
    one_problem: 'Corrigez une chose, puis appuyez encore.',
    problems: 'Corrigez {n} choses, puis appuyez encore.',
    login: {
      button: 'Se connecter',
      why: "Quelqu'un qui a donné votre identifiant est en ligne avec nous. Si c'est vous, connectez-vous ici comme d'habitude. Sinon, appuyez sur « Je n'ai pas passé cet appel ».",
      other:
        "C'était la connexion de quelqu'un d'autre. Connectez-vous avec l'identifiant que vous avez donné au téléphone.",
    },
    cancel: 'Annuler',
    sending: 'Un instant …',
    still_sending: 'Envoi en cours. Restez sur cette page : elle continue seule.',
    offline: 'Pas de connexion. Restez sur cette page : nous réessayons.',
    waiting_title: 'Dites oui au téléphone',
    waiting: 'Nous vous le relisons au téléphone. Écoutez, et dites « oui ». Rien ne change avant.',
    reference: 'Référence {reference}',
    done_back: "Revenez à votre appel : nous avons vu que c'est fait et sommes toujours en ligne.",
    done_over: 'Vous pouvez fermer cette page.',
    close: 'Fermer',
    late: 'Si rien ne se passe, ouvrez le lien de notre message dans votre navigateur habituel, ou dites-le-nous au téléphone.',
    no_script_title: 'Cette page ne peut pas fonctionner',
    no_script:
      "JavaScript est désactivé. Ouvrez le lien dans un autre navigateur, ou dites-le-nous au téléphone. Rien n'a été changé.",
    ends: {
      already: [
        "C'est déjà fait",
        "Il n'y a plus rien à faire ici. Si quelque chose ne va pas, dites-le-nous au téléphone.",
      ],
      cancelled: ["Arrêté pendant l'appel", "Rien n'a été changé. Revenez à votre appel."],
      declined: ["Rien n'a été changé", 'Vous avez annulé. Revenez à votre appel : nous sommes toujours en ligne.'],
      disowned: [
        'Merci. Nous avons tout arrêté',
        "Rien n'a été changé. Ne donnez les six chiffres à personne. Si c'était bien vous, dites-le-nous au téléphone.",
      ],
      ended: ['Votre appel est terminé', "Rien n'a été changé. Rappelez-nous pour recommencer."],
      expired: [
        'Le temps de ce lien est passé',
        "Rien n'a été changé. Dites-le-nous au téléphone pour un nouveau message.",
      ],
      failed: ["Cela n'a pas marché", "Rien n'a été changé. Revenez à votre appel : nous vous aiderons."],
      incomplete: [
        'Ouvrez le lien de notre message',
        'Une partie du lien manque. Touchez le lien entier de notre message.',
      ],
      locked: ['Nous avons dû arrêter', "Rien n'a été changé. Revenez à votre appel : nous vous aiderons."],
      refused: ['Vous avez dit non au téléphone', "Rien n'a été changé. Revenez à votre appel."],
      replaced: [
        'Nous avons envoyé un message plus récent',
        'Ce lien ne marche plus. Touchez le lien du dernier message.',
      ],
      attempts_spent: ["Trop d'essais", "Rien n'a été changé. Dites-le-nous au téléphone pour un nouveau message."],
      unknown: [
        'Ce lien ne marche pas',
        'Touchez le lien entier de notre dernier message, ou dites-le-nous au téléphone.',
      ],
      unsupported: [
        'Ouvrez ce lien dans votre navigateur',
        'Cette fenêtre ne peut pas vous protéger. Appuyez longtemps sur le lien et choisissez votre navigateur habituel.',
      ],
      used: [
        'Ce lien a été ouvert ailleurs',
        'Revenez là où vous avez tapé les chiffres, ou dites-le-nous au téléphone.',
      ],
    },
  },
  // Letters of a plain text message only: one accent too many turns one message into three.
  text: {
    link: [
      (brand, url) => `${brand}: vous etes en ligne avec nous. Terminez ici: ${url} Pas vous? Ne l'ouvrez pas.`,
      (brand, url) => `${brand}: pour votre appel: ${url}`,
      (brand, url) => `${brand}, votre appel: ${url}`,
    ],
    digits: [
      (brand, digits, host) =>
        `${brand}: vos six chiffres sont ${digits}. Tapez-les seulement sur ${host} pendant votre appel. Ne les dites à personne.`,
      (brand, digits, host) => `${brand}: ${digits}. Tapez-le seulement sur ${host}. Ne le dites à personne.`,
    ],
  },
  transactions: {
    add_user: {
      offer: 'ajouter une personne à votre compte',
      asks: ['ajouter ma femme', 'ajouter mon mari', 'ajouter ma fille', 'ajouter mon fils', 'ajouter une personne'],
      title: 'Ajouter une personne à votre compte',
      question: 'Qui voulez-vous ajouter ?',
      fields: {
        given_name: { label: 'Prénom' },
        family_name: { label: 'Nom' },
        birthdate: { label: 'Date de naissance', hint: 'Jour, mois, année, comme 12 4 1988' },
        relationship: {
          label: 'Lien',
          options: { spouse: 'Époux', partner: 'Partenaire', child: 'Enfant', parent: 'Parent', other: 'Autre' },
        },
      },
      effect: 'Cette personne pourra voir et utiliser votre compte.',
      submit: 'Ajouter {given_name} à mon compte',
      done: '{given_name} {family_name} est maintenant sur votre compte',
      readback: 'ajouter {given_name} {family_name} à votre compte',
    },
    change_address: {
      offer: "changer d'adresse",
      asks: ["changer d'adresse", "j'ai déménagé", 'nouvelle adresse', 'nous avons déménagé'],
      title: "Changer d'adresse",
      question: 'Quelle est votre nouvelle adresse ?',
      fields: {
        street: { label: 'Rue et numéro' },
        postal_code: { label: 'Code postal' },
        locality: { label: 'Ville' },
        country: {
          label: 'Pays',
          options: { US: 'États-Unis', GB: 'Royaume-Uni', ES: 'Espagne', MX: 'Mexique', DE: 'Allemagne', FR: 'France' },
        },
      },
      effect: 'Nous y enverrons désormais votre courrier.',
      submit: 'Changer mon adresse',
      done: 'Votre adresse est maintenant {street}, {postal_code} {locality}',
      readback: 'changer votre adresse en {street}, {postal_code} {locality}, {country}',
    },
    add_payee: {
      offer: 'ajouter un bénéficiaire',
      asks: ['ajouter un bénéficiaire', 'nouveau bénéficiaire', "payer quelqu'un de nouveau"],
      title: 'Ajouter un bénéficiaire',
      question: 'Qui voulez-vous payer ?',
      fields: {
        payee_name: { label: 'Nom du titulaire' },
        iban: {
          label: 'Numéro de compte (IBAN)',
          hint: 'Deux lettres, puis des chiffres. Les espaces ne comptent pas.',
        },
      },
      effect: 'Nous vous le relirons au téléphone. Rien ne change avant votre oui.',
      submit: 'Relisez-le-moi',
      done: '{payee_name} est maintenant un de vos bénéficiaires',
      readback: 'ajouter {payee_name} comme bénéficiaire, avec le compte {iban}',
    },
  },
});
