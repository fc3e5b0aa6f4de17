/** Words for what is not as it should be: what happened, what still stands, and what to do. */
export const troubleText = {
  failed: {
    title: "Your portfolios could not be read",
    still: "Nothing is lost: what you saved is still saved. As soon as Tickfolio's server answers, it is here again.",
  },
  door: {
    title: "This browser is not let in",
    lead: "Your portfolios are safe. Tickfolio shows them only to browsers that were opened with one of its links.",
    signIn: "Your portfolios are safe; the server only needs to know that it is you.",
    terminal: "On the computer where Tickfolio runs, open a terminal in its folder and type:",
    command: "npm start -- --no-open",
    disturbs: "The Tickfolio that runs goes on undisturbed.",
    link: "It prints a fresh link, “Open it the first time with http://…”. Open that link in this browser.",
    stays: "A link works once; the browser then stays in. This page goes on by itself.",
    folder: "If you named a data folder with --data, name it here too.",
  },
  boundary: {
    title: (name: string) => `“${name}” could not be shown.`,
    still: "The rest of the page is right, and nothing that was saved is affected.",
    away: (name: string) => `${name} has not been loaded yet.`,
  },
  part: {
    offline: "You are offline. It opens by itself as soon as you are online again; pages you have seen still open.",
    unsent: "Tickfolio's server did not send it. It is asked for again every few seconds.",
    reload: "If Tickfolio was updated meanwhile, reload the page.",
    reloadNow: "Reload",
  },
  panelFailed: (reason: string) => `This could not be opened: ${reason} Nothing was changed.`,
  panelAway: {
    offline: "This has not been loaded yet, and you are offline. Try again when you are online; nothing was changed.",
    unsent: "Tickfolio's server did not send this. Try again in a moment; nothing was changed.",
  },
  banner: {
    offline: "You are offline. Figures are from when the connection was lost; changes cannot be saved.",
    noServer: "Tickfolio's server does not answer. Figures are from when it last did, and what you saved is safe.",
    server: (reason: string) => `Not everything could be read: ${reason} What is shown was read before.`,
    market: (reason: string) => `Some prices or rates could not be read: ${reason} Your transactions are complete.`,
    polling: "The live connection is blocked. Prices are asked for every few seconds instead.",
    upstream: (reason?: string) => `Live prices have stopped. ${reason ?? ""} The last known prices are shown.`,
  },
};
