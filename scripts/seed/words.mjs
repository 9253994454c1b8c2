// Names and words that the seeded rows are made of.

export const FIRST_NAMES = {
  female: "Ada Aisha Amara Ana Astrid Beatriz Camille Chloe Daniela Elena Emma Fatima Freya Grace Hana Ingrid Isla Julia Kira Laila Lena Linnea Lucia Mara Maya Mei Nadia Noor Olivia Priya Rosa Sara Sofia Talia Uma Valentina Wren Yara Yuki Zoe".split(" "),
  male: "Adam Ahmed Andre Ben Bruno Carlos Daniel David Diego Elias Emil Felix Finn Gabriel Hugo Ibrahim Ivan Jack Jonas Juan Kenji Leo Liam Lukas Marco Mateo Mikkel Milan Nico Noah Omar Oscar Paulo Rafael Ravi Samuel Theo Tomas Victor Yusuf".split(" "),
};
export const LAST_NAMES = "Abara Almeida Andersson Aoki Bauer Becker Bianchi Brooks Carter Castillo Chen Costa Dubois Eriksen Evans Fischer Flores Garcia Haddad Hansen Ito Jensen Johnson Khan Kim Kowalski Larsen Lopez Martin Mensah Meyer Moreau Morris Nakamura Nguyen Novak Okafor Olsen Patel Pereira Quinn Reyes Rossi Santos Schmidt Silva Singh Tanaka Taylor Vargas Walker Weber Wright Yilmaz Zhang".split(" ");

export const CITIES = [
  ["Boulder", "CO", "80302", "US", "America/Denver"], ["Denver", "CO", "80205", "US", "America/Denver"],
  ["Austin", "TX", "78702", "US", "America/Chicago"], ["Chicago", "IL", "60622", "US", "America/Chicago"],
  ["Portland", "OR", "97214", "US", "America/Los_Angeles"], ["Oakland", "CA", "94607", "US", "America/Los_Angeles"],
  ["Boston", "MA", "02118", "US", "America/New_York"], ["Asheville", "NC", "28801", "US", "America/New_York"],
  ["Toronto", "ON", "M5V 2T6", "CA", "America/Toronto"], ["Leeds", null, "LS1 4AP", "GB", "Europe/London"],
  ["Malmö", null, "211 20", "SE", "Europe/Stockholm"], ["Köln", "NW", "50667", "DE", "Europe/Berlin"],
];
export const STREETS = "Foundry Harbor Juniper Linden Mill Orchard Quarry Railway Saddle Station Summit Tannery".split(" ");
export const GYM_FIRST = "Alpine Anvil Basecamp Bedrock Cedar Cornerstone Driftwood Ember Foothill Granite Harbor Ironbark Juniper Keystone Lighthouse Meridian Northside Oakline Pinnacle Quarry Ridgeline Sawtooth Tidewater Union Vanguard Westgate".split(" ");
export const GYM_LAST = ["Athletics", "Barbell Club", "Conditioning", "Fitness", "Strength", "Training Hall"];

export const MOVEMENTS = [
  ["Air Squat", "gymnastic"], ["Back Squat", "weightlifting"], ["Bar Muscle-Up", "gymnastic"], ["Bench Press", "weightlifting"], ["Bike", "monostructural"],
  ["Box Jump", "gymnastic"], ["Burpee", "gymnastic"], ["Chest-to-Bar Pull-Up", "gymnastic"], ["Clean", "weightlifting"], ["Clean and Jerk", "weightlifting"],
  ["Deadlift", "weightlifting"], ["Double-Under", "monostructural"], ["Dumbbell Snatch", "weightlifting"], ["Front Squat", "weightlifting"], ["Handstand Push-Up", "gymnastic"],
  ["Kettlebell Swing", "weightlifting"], ["Lunge", "gymnastic"], ["Overhead Squat", "weightlifting"], ["Pull-Up", "gymnastic"], ["Push-Up", "gymnastic"], ["Row", "monostructural"],
  ["Run", "monostructural"], ["Sit-Up", "gymnastic"], ["Snatch", "weightlifting"], ["Thruster", "weightlifting"], ["Toes-to-Bar", "gymnastic"], ["Wall Ball", "weightlifting"],
];
export const TAGS = ["Benchmark", "Engine", "Gymnastics", "Heavy", "Interval", "Long", "Partner", "Skill", "Sprint", "Travel"];

/** Name, scheme, seconds of the time cap, what to do, movements, tags, and the usual range of scores in the scheme's own unit. */
export const WORKOUTS = [
  ["Fran", "time", null, "21-15-9 for time: thrusters (43/30 kg), pull-ups.", ["Thruster", "Pull-Up"], ["Benchmark", "Sprint"], [130_000, 540_000]],
  ["Grace", "time", null, "30 clean and jerks for time (61/43 kg).", ["Clean and Jerk"], ["Benchmark", "Sprint"], [110_000, 420_000]],
  ["Helen", "time-with-cap", 900, "3 rounds for time: 400 m run, 21 kettlebell swings (24/16 kg), 12 pull-ups.", ["Run", "Kettlebell Swing", "Pull-Up"], ["Benchmark"], [450_000, 900_000]],
  ["Cindy", "rounds-reps", 1200, "As many rounds as possible in 20 minutes: 5 pull-ups, 10 push-ups, 15 air squats.", ["Pull-Up", "Push-Up", "Air Squat"], ["Benchmark", "Gymnastics"], [9, 27]],
  ["Karen", "time-with-cap", 840, "150 wall balls for time (9/6 kg).", ["Wall Ball"], ["Benchmark"], [330_000, 840_000]],
  ["Annie", "time", null, "50-40-30-20-10 for time: double-unders, sit-ups.", ["Double-Under", "Sit-Up"], ["Benchmark"], [320_000, 840_000]],
  ["Jackie", "time-with-cap", 780, "For time: 1,000 m row, 50 thrusters (20/15 kg), 30 pull-ups.", ["Row", "Thruster", "Pull-Up"], ["Benchmark"], [360_000, 780_000]],
  ["Back Squat 5×5", "load", null, "5 sets of 5, heavier each set.", ["Back Squat"], ["Heavy"], [50_000, 170_000]],
  ["Deadlift 1RM", "load", null, "Find today's heaviest single.", ["Deadlift"], ["Heavy"], [70_000, 230_000]],
  ["2 km Row", "time", null, "2,000 m row for time.", ["Row"], ["Engine"], [400_000, 570_000]],
  ["10 Minute Bike", "calories", 600, "As many calories as possible in 10 minutes.", ["Bike"], ["Engine", "Interval"], [80, 190]],
  ["Max Double-Unders", "reps", 120, "As many double-unders as possible in 2 minutes.", ["Double-Under"], ["Skill"], [40, 220]],
];
export const EVENTS = [
  ["Opening Sprint", "time-with-cap", 480, "For time: 500 m row, 40 wall balls, 20 toes-to-bar.", [210_000, 480_000]],
  ["The Ladder", "load", null, "A clean every minute, heavier each time.", [60_000, 150_000]],
  ["Long Haul", "rounds-reps", 960, "As many rounds as possible in 16 minutes: 200 m run, 10 dumbbell snatches, 10 burpees.", [5, 12]],
];
/** What a scheme's scores are: which end is better, and what one unit is encoded as. */
export const SCHEMES = {
  time: { best: "min" }, "time-with-cap": { best: "min" }, load: { best: "max" }, calories: { best: "max" }, reps: { best: "max" }, "rounds-reps": { best: "max", rounds: true },
};

export const LEVELS = [["RX+", "Heavier, or a harder movement."], ["RX", "As written."], ["Scaled", "Lighter, with an easier movement."], ["Foundations", "To learn the movements."]];
export const SPONSORS = ["Copperline Coffee", "Fieldnote Apparel", "Harvest Table", "Kilo Plates", "Loop Physio", "North Ridge Chalk", "Openwater Recovery", "Trailhead Credit Union"];
export const SKILLS = ["Gymnastics", "Weightlifting", "Conditioning", "Mobility"];
export const CLASSES = [["Group Class", 60, 20], ["Barbell", 75, 12], ["Open Gym", 90, 25], ["Foundations", 60, 8]];
export const SHIFTS = [["Check-in desk", "check_in", "Entrance"], ["Floor crew", "equipment", "Main floor"], ["Medical", "medical", "Tent by the rig"], ["Judging", "judge", "Main floor"]];
export const QUESTIONS = [["T-shirt size", "select", ["XS", "S", "M", "L", "XL"], true], ["Years of training", "number", null, false], ["Emergency contact", "text", null, true]];
export const NOTES = ["Felt strong.", "Broke the last set.", "Grip gave out.", "Paced it well.", "New personal best.", "Went out too fast.", null, null, null, null];
