// The classes of a gym: coaches, rooms, the week that schedules are made from, and one week of it.
import { day } from "./rows.mjs";
import { CLASSES, SKILLS } from "./words.mjs";

const WEEKDAYS = [1, 2, 3, 4, 5];
const MONDAY = 0; // TODAY_MS is a Monday
const TIMES = [["06:00", "07:00"], ["12:00", "13:00"], ["18:00", "19:00"]];

export function addClasses(rows, { teamId, coaches }) {
  const { random } = rows;
  const skills = SKILLS.map((name) => rows.add("skills", { team_id: teamId, name }));
  const location = rows.add("locations", { team_id: teamId, name: "Main floor", capacity: 24 });
  rows.add("locations", { team_id: teamId, name: "Barbell room", capacity: 10 });
  const classes = CLASSES.map(([name, duration_minutes, max_participants]) => rows.add("class_catalog", { team_id: teamId, name, duration_minutes, max_participants }));
  classes.forEach((class_catalog_id, at) => rows.add("class_catalog_to_skills", { class_catalog_id, skill_id: skills[at % skills.length] }));
  const staff = coaches.map(({ id }) => addCoach(rows, { teamId, userId: id, skills }));

  const template = rows.add("schedule_templates", { team_id: teamId, name: "Ordinary week" });
  const schedule = rows.add("generated_schedules", { team_id: teamId, week_start_date: day(MONDAY, -12), location_id: location });
  for (const weekday of WEEKDAYS)
    for (const [start_time, end_time] of TIMES) {
      const templateClass = rows.add("schedule_template_classes", { template_id: template, day_of_week: weekday, start_time, end_time });
      rows.add("schedule_template_class_required_skills", { template_class_id: templateClass, skill_id: random.pick(skills) });
      const date = day(MONDAY + weekday - 1).slice(0, 10);
      rows.add("scheduled_classes", { schedule_id: schedule, coach_id: random.pick(staff), class_catalog_id: classes[0], location_id: location, start_time: `${date}T${start_time}:00.000Z`, end_time: `${date}T${end_time}:00.000Z` });
    }
}

function addCoach(rows, { teamId, userId, skills }) {
  const { random } = rows;
  const coach = rows.add("coaches", { user_id: userId, team_id: teamId, weekly_class_limit: random.int(4, 12), scheduling_preference: random.pick(["morning", "afternoon", "night", "any"]) });
  for (const skill_id of random.some(skills, 2)) rows.add("coach_to_skills", { coach_id: coach, skill_id });
  rows.add("coach_blackout_dates", { coach_id: coach, start_date: day(random.int(10, 20)), end_date: day(random.int(21, 30)), reason: random.pick(["Holiday", "Seminar"]) });
  rows.add("coach_recurring_unavailability", { coach_id: coach, day_of_week: random.pick(WEEKDAYS), start_time: "12:00", end_time: "13:00", description: "Lunch with the kids" });
  return coach;
}
