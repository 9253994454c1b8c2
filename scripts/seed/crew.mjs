// Judges and volunteers of a competition.
import { day } from "./rows.mjs";
import { SHIFTS } from "./words.mjs";

const HELD = -2;

/** @param {object} gym as `addGym` gives it @param {object} competition with its heats */
export function addCrew(rows, gym, competition) {
  const { random } = rows;
  const crew = gym.people.slice(2, 8).map((one) => rows.add("team_membership", { teamId: competition.team, userId: one.id, roleId: "volunteer", joinedAt: day(-40), metadata: { shirt: random.pick(["S", "M", "L"]) } }));
  SHIFTS.forEach(([name, roleType, location], at) => {
    const shift = rows.add("volunteer_shifts", { competitionId: competition.id, name, roleType, startTime: day(HELD, -5 + at), endTime: day(HELD, 1 + at), location, capacity: 3 });
    for (const membershipId of random.some(crew, 2)) rows.add("volunteer_shift_assignments", { shiftId: shift, membershipId });
  });
  for (const event of competition.events) {
    const heats = competition.heats.filter((heat) => heat.event === event);
    if (!heats.length) continue;
    const version = rows.add("judge_assignment_versions", { trackWorkoutId: event.id, version: 1, publishedAt: day(-4), publishedBy: competition.organizer.id, isActive: true });
    crew.slice(0, 4).forEach((membershipId, lane) => {
      const rotation = rows.add("competition_judge_rotations", { competitionId: competition.id, trackWorkoutId: event.id, membershipId, startingHeat: 1, startingLane: lane + 1, heatsCount: heats.length });
      for (const heat of heats) rows.add("judge_heat_assignments", { heatId: heat.id, membershipId, laneNumber: lane + 1, rotationId: rotation, versionId: version });
    });
  }
}
