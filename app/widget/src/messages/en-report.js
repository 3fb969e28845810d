/** English, for those who report a comment; the reasons are the API's. */
export default {
  "report.ask": "What is wrong with it?",
  "report.spam": "Spam or advertising",
  "report.abuse": "Insults, hate or threats",
  "report.off_topic": "Has nothing to do with this page",
  "report.personal": "Tells something private about somebody",
  "report.illegal": "Against the law",
  "report.other": "Something else",
  "field.note": "Anything a moderator should know?",
  "report.hint": "Only the moderators see this. The author is not told.",
  "report.send": "Send Report",
  "report.reason": "Please choose a reason.",
  "report.thanks": "Thank you. The moderators have your report and will have a look.",
};
