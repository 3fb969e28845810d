/** English, for those who log in. */
export default {
  "account.using": "You are commenting using your {label} account.",
  "account.leave": "Log Out",
  "account.change": "Change",
  "account.in": "You are logged in as {name}.",
  "account.left": "You are logged out.",
  "login.ended": "Your {label} login has ended.",
  "login.again": "Log in again",
  "login.denied": "You did not log in with {label}.",
  "login.expired": "That login took too long. Please try again.",
  "login.refused": "You cannot log in here with that {label} account.",
  "login.unavailable": "{label} does not answer. Please try again later.",
};
