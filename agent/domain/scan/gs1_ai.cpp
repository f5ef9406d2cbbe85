// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/gs1_ai.hpp"

#include "agent/base/ascii.hpp"

#include <algorithm>

namespace aisle {
namespace {

// ---- The table, for people ----

struct Row {
    std::string_view number;
    std::string_view flags;   // "*": fixed, "?": query
    std::string_view format;  // parts, "[…]" optional; "..": up to
    std::string_view title;
    std::string_view key = {};  // "-": a primary key without qualifiers
    std::string_view needs = {};
    std::string_view excludes = {};
};

constexpr std::string_view five_countries =
    "N3,iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166";

// clang-format off
constexpr Row rows[] = {
    {"00", "*?", "N18,csum,gcppos2", "SSCC", "-"},
    {"01", "*?", "N14,csum,gcppos2", "GTIN", "22,10,21|235", "", "255,37"},
    {"02", "*?", "N14,csum,gcppos2", "CONTENT", "", "37", "01,03"},
    {"03", "*", "N14,csum,gcppos2", "MTO GTIN", "", "", "01,02,37,235"},
    {"10", "?", "X..20", "BATCH/LOT", "", "01,02,03,8006,8026"},
    {"11", "*?", "N6,yymmd0", "PROD DATE", "", "01,02,03,8006,8026"},
    {"12", "*?", "N6,yymmd0", "DUE DATE", "", "8020"},
    {"13", "*?", "N6,yymmd0", "PACK DATE", "", "01,02,03,8006,8026"},
    {"15", "*?", "N6,yymmd0", "BEST BEFORE or BEST BY", "", "01,02,03,8006,8026"},
    {"16", "*?", "N6,yymmd0", "SELL BY", "", "01,02,03,8006,8026"},
    {"17", "*?", "N6,yymmd0", "USE BY or EXPIRY", "", "01,02,03,255,8006,8026"},
    {"20", "*?", "N2", "VARIANT", "", "01,02,03,8006,8026"},
    {"21", "", "X..20", "SERIAL", "", "01,03,8006", "235"},
    {"22", "", "X..20", "CPV", "", "01,8006"},
    {"235", "", "X..28", "TPX", "", "01"},
    {"240", "?", "X..30", "ADDITIONAL ID", "", "01,02,03,8006,8026"},
    {"241", "?", "X..30", "CUST. PART No.", "", "01,02,03,8006,8026"},
    {"242", "?", "N..6", "MTO VARIANT", "", "01,02,8006,8026"},
    {"243", "?", "X..20", "PCN", "", "01,03"},
    {"250", "?", "X..30", "SECONDARY SERIAL", "", "01+21,03+21,8006+21"},
    {"251", "?", "X..30", "REF. TO SOURCE", "", "01,03,8006"},
    {"253", "?", "N13,csum,gcppos1 [X..17]", "GDTI", "-"},
    {"254", "", "X..20", "GLN EXTENSION COMPONENT", "", "414"},
    {"255", "?", "N13,csum,gcppos1 [N..12]", "GCN", "-", "", "01,02,415,8006,8020,8026"},
    {"30", "?", "N..8", "VAR. COUNT", "", "01,02"},
    {"3100-3105", "*?", "N6", "NET WEIGHT (kg)", "", "01,02", "310n"},
    {"3110-3115", "*?", "N6", "LENGTH (m)", "", "01,02", "311n"},
    {"3120-3125", "*?", "N6", "WIDTH (m)", "", "01,02", "312n"},
    {"3130-3135", "*?", "N6", "HEIGHT (m)", "", "01,02", "313n"},
    {"3140-3145", "*?", "N6", "AREA (m²)", "", "01,02", "314n"},
    {"3150-3155", "*?", "N6", "NET VOLUME (l)", "", "01,02", "315n"},
    {"3160-3165", "*?", "N6", "NET VOLUME (m³)", "", "01,02", "316n"},
    {"3200-3205", "*?", "N6", "NET WEIGHT (lb)", "", "01,02", "320n"},
    {"3210-3215", "*?", "N6", "LENGTH (in)", "", "01,02", "321n"},
    {"3220-3225", "*?", "N6", "LENGTH (ft)", "", "01,02", "322n"},
    {"3230-3235", "*?", "N6", "LENGTH (yd)", "", "01,02", "323n"},
    {"3240-3245", "*?", "N6", "WIDTH (in)", "", "01,02", "324n"},
    {"3250-3255", "*?", "N6", "WIDTH (ft)", "", "01,02", "325n"},
    {"3260-3265", "*?", "N6", "WIDTH (yd)", "", "01,02", "326n"},
    {"3270-3275", "*?", "N6", "HEIGHT (in)", "", "01,02", "327n"},
    {"3280-3285", "*?", "N6", "HEIGHT (ft)", "", "01,02", "328n"},
    {"3290-3295", "*?", "N6", "HEIGHT (yd)", "", "01,02", "329n"},
    {"3300-3305", "*?", "N6", "GROSS WEIGHT (kg)", "", "00,01", "330n"},
    {"3310-3315", "*?", "N6", "LENGTH (m), log", "", "00,01", "331n"},
    {"3320-3325", "*?", "N6", "WIDTH (m), log", "", "00,01", "332n"},
    {"3330-3335", "*?", "N6", "HEIGHT (m), log", "", "00,01", "333n"},
    {"3340-3345", "*?", "N6", "AREA (m²), log", "", "00,01", "334n"},
    {"3350-3355", "*?", "N6", "VOLUME (l), log", "", "00,01", "335n"},
    {"3360-3365", "*?", "N6", "VOLUME (m³), log", "", "00,01", "336n"},
    {"3370-3375", "*?", "N6", "KG PER m²", "", "01", "337n"},
    {"3400-3405", "*?", "N6", "GROSS WEIGHT (lb)", "", "00,01", "340n"},
    {"3410-3415", "*?", "N6", "LENGTH (in), log", "", "00,01", "341n"},
    {"3420-3425", "*?", "N6", "LENGTH (ft), log", "", "00,01", "342n"},
    {"3430-3435", "*?", "N6", "LENGTH (yd), log", "", "00,01", "343n"},
    {"3440-3445", "*?", "N6", "WIDTH (in), log", "", "00,01", "344n"},
    {"3450-3455", "*?", "N6", "WIDTH (ft), log", "", "00,01", "345n"},
    {"3460-3465", "*?", "N6", "WIDTH (yd), log", "", "00,01", "346n"},
    {"3470-3475", "*?", "N6", "HEIGHT (in), log", "", "00,01", "347n"},
    {"3480-3485", "*?", "N6", "HEIGHT (ft), log", "", "00,01", "348n"},
    {"3490-3495", "*?", "N6", "HEIGHT (yd), log", "", "00,01", "349n"},
    {"3500-3505", "*?", "N6", "AREA (in²)", "", "01,02", "350n"},
    {"3510-3515", "*?", "N6", "AREA (ft²)", "", "01,02", "351n"},
    {"3520-3525", "*?", "N6", "AREA (yd²)", "", "01,02", "352n"},
    {"3530-3535", "*?", "N6", "AREA (in²), log", "", "00,01", "353n"},
    {"3540-3545", "*?", "N6", "AREA (ft²), log", "", "00,01", "354n"},
    {"3550-3555", "*?", "N6", "AREA (yd²), log", "", "00,01", "355n"},
    {"3560-3565", "*?", "N6", "NET WEIGHT (tr oz)", "", "01,02", "356n"},
    {"3570-3575", "*?", "N6", "NET VOLUME (oz)", "", "01,02", "357n"},
    {"3600-3605", "*?", "N6", "NET VOLUME (qt (US))", "", "01,02", "360n"},
    {"3610-3615", "*?", "N6", "NET VOLUME (gal.)", "", "01,02", "361n"},
    {"3620-3625", "*?", "N6", "VOLUME (qt (US)), log", "", "00,01", "362n"},
    {"3630-3635", "*?", "N6", "VOLUME (gal (US)), log", "", "00,01", "363n"},
    {"3640-3645", "*?", "N6", "NET VOLUME (in³)", "", "01,02", "364n"},
    {"3650-3655", "*?", "N6", "NET VOLUME (ft³)", "", "01,02", "365n"},
    {"3660-3665", "*?", "N6", "NET VOLUME (yd³)", "", "01,02", "366n"},
    {"3670-3675", "*?", "N6", "VOLUME (in³), log", "", "00,01", "367n"},
    {"3680-3685", "*?", "N6", "VOLUME (ft³), log", "", "00,01", "368n"},
    {"3690-3695", "*?", "N6", "VOLUME (yd³), log", "", "00,01", "369n"},
    {"37", "?", "N..8", "COUNT", "", "00+02,00+8026"},
    {"3900-3909", "?", "N..15", "AMOUNT", "", "255,8020", "390n,391n,394n,8111"},
    {"3910-3919", "?", "N3,iso4217 N..15", "AMOUNT", "", "8020", "391n"},
    {"3920-3929", "?", "N..15", "PRICE", "", "01+30,01+31nn,01+32nn,01+35nn,01+36nn", "392n,393n"},
    {"3930-3939", "?", "N3,iso4217 N..15", "PRICE", "", "30,31nn,32nn,35nn,36nn", "393n"},
    {"3940-3943", "?", "N4", "PRCNT OFF", "", "255", "394n,8111"},
    {"3950-3955", "?", "N6", "PRICE/UoM", "", "30,31nn,32nn,35nn,36nn", "392n,393n,395n,8005"},
    {"400", "?", "X..30", "ORDER NUMBER"},
    {"401", "?", "X..30,gcppos1", "GINC", "-"},
    {"402", "?", "N17,csum,gcppos1", "GSIN", "-"},
    {"403", "?", "X..30", "ROUTE", "", "00"},
    {"410", "*?", "N13,csum,gcppos1", "SHIP TO LOC"},
    {"411", "*?", "N13,csum,gcppos1", "BILL TO"},
    {"412", "*?", "N13,csum,gcppos1", "PURCHASE FROM"},
    {"413", "*?", "N13,csum,gcppos1", "SHIP FOR LOC"},
    {"414", "*?", "N13,csum,gcppos1", "LOC No.", "254|7040"},
    {"415", "*?", "N13,csum,gcppos1", "PAY TO", "8020", "8020"},
    {"416", "*?", "N13,csum,gcppos1", "PROD/SERV LOC"},
    {"417", "*?", "N13,csum,gcppos1", "PARTY", "7040"},
    {"420", "?", "X..20", "SHIP TO POST", "", "", "421"},
    {"421", "?", "N3,iso3166 X..9", "SHIP TO POST", "", "", "4307"},
    {"422", "?", "N3,iso3166", "ORIGIN", "", "01,02,03,8006,8026", "426"},
    {"423", "?", five_countries, "COUNTRY - INITIAL PROCESS", "", "01,02,03", "426"},
    {"424", "?", "N3,iso3166", "COUNTRY - PROCESS", "", "01,02,03", "426"},
    {"425", "?", five_countries, "COUNTRY - DISASSEMBLY", "", "01,02,03", "426"},
    {"426", "?", "N3,iso3166", "COUNTRY - FULL PROCESS", "", "01,02,03"},
    {"427", "?", "X..3", "ORIGIN SUBDIVISION", "", "01+422,02+422,03+422"},
    {"4300", "?", "X..35,pcenc", "SHIP TO COMP", "", "00"},
    {"4301", "?", "X..35,pcenc", "SHIP TO NAME", "", "00"},
    {"4302", "?", "X..70,pcenc", "SHIP TO ADD1", "", "00"},
    {"4303", "?", "X..70,pcenc", "SHIP TO ADD2", "", "4302"},
    {"4304", "?", "X..70,pcenc", "SHIP TO SUB", "", "00"},
    {"4305", "?", "X..70,pcenc", "SHIP TO LOC", "", "00"},
    {"4306", "?", "X..70,pcenc", "SHIP TO REG", "", "00"},
    {"4307", "?", "X2,iso3166alpha2", "SHIP TO COUNTRY", "", "00"},
    {"4308", "?", "X..30", "SHIP TO PHONE", "", "00"},
    {"4309", "?", "N10,latitude N10,longitude", "SHIP TO GEO", "", "00"},
    {"4310", "?", "X..35,pcenc", "RTN TO COMP", "", "00"},
    {"4311", "?", "X..35,pcenc", "RTN TO NAME", "", "00"},
    {"4312", "?", "X..70,pcenc", "RTN TO ADD1", "", "00"},
    {"4313", "?", "X..70,pcenc", "RTN TO ADD2", "", "4312"},
    {"4314", "?", "X..70,pcenc", "RTN TO SUB", "", "00"},
    {"4315", "?", "X..70,pcenc", "RTN TO LOC", "", "00"},
    {"4316", "?", "X..70,pcenc", "RTN TO REG", "", "00"},
    {"4317", "?", "X2,iso3166alpha2", "RTN TO COUNTRY", "", "00"},
    {"4318", "?", "X..20", "RTN TO POST", "", "00"},
    {"4319", "?", "X..30", "RTN TO PHONE", "", "00"},
    {"4320", "?", "X..35,pcenc", "SRV DESCRIPTION", "", "00"},
    {"4321", "?", "N1,yesno", "DANGEROUS GOODS", "", "00"},
    {"4322", "?", "N1,yesno", "AUTH TO LEAVE", "", "00"},
    {"4323", "?", "N1,yesno", "SIG REQUIRED", "", "00"},
    {"4324", "?", "N6,yymmd0 N4,hhmi", "NOT BEF DEL DT", "", "00"},
    {"4325", "?", "N6,yymmd0 N4,hhmi", "NOT AFT DEL DT", "", "00"},
    {"4326", "?", "N6,yymmdd", "REL DATE", "", "00"},
    {"4330", "?", "N6 [X1],hyphen", "MAX TEMP F.", "", "00", "4331"},
    {"4331", "?", "N6 [X1],hyphen", "MAX TEMP C.", "", "00", "4330"},
    {"4332", "?", "N6 [X1],hyphen", "MIN TEMP F.", "", "00", "4333"},
    {"4333", "?", "N6 [X1],hyphen", "MIN TEMP C.", "", "00", "4332"},
    {"7001", "?", "N13", "NSN", "", "01,02,8006,8026"},
    {"7002", "?", "X..30", "MEAT CUT", "", "01,02"},
    {"7003", "?", "N6,yymmdd N4,hhmi", "EXPIRY TIME", "", "01,02,03"},
    {"7004", "?", "N..4", "ACTIVE POTENCY", "", "01+10,03+10"},
    {"7005", "?", "X..12", "CATCH AREA", "", "01,02"},
    {"7006", "?", "N6,yymmdd", "FIRST FREEZE DATE", "", "01,02"},
    {"7007", "?", "N6,yymmdd [N6],yymmdd", "HARVEST DATE", "", "01,02"},
    {"7008", "?", "X..3", "AQUATIC SPECIES", "", "01,02"},
    {"7009", "?", "X..10", "FISHING GEAR TYPE", "", "01,02"},
    {"7010", "?", "X..2", "PROD METHOD", "", "01,02,03"},
    {"7011", "?", "N6,yymmdd [N4],hhmi", "TEST BY DATE", "", "01,02,03"},
    {"7020", "?", "X..20", "REFURB LOT", "", "01+416,03+416,8006+416"},
    {"7021", "?", "X..20", "FUNC STAT", "", "01,03,8006"},
    {"7022", "?", "X..20", "REV STAT", "", "01+7021,03+7021,8006+7021"},
    {"7023", "?", "X..30,gcppos1", "GIAI - ASSEMBLY"},
    {"7030", "?", "N3,iso3166999 X..27", "PROCESSOR # 0", "", "01,02"},
    {"7031", "?", "N3,iso3166999 X..27", "PROCESSOR # 1", "", "01,02"},
    {"7032", "?", "N3,iso3166999 X..27", "PROCESSOR # 2", "", "01,02"},
    {"7033", "?", "N3,iso3166999 X..27", "PROCESSOR # 3", "", "01,02"},
    {"7034", "?", "N3,iso3166999 X..27", "PROCESSOR # 4", "", "01,02"},
    {"7035", "?", "N3,iso3166999 X..27", "PROCESSOR # 5", "", "01,02"},
    {"7036", "?", "N3,iso3166999 X..27", "PROCESSOR # 6", "", "01,02"},
    {"7037", "?", "N3,iso3166999 X..27", "PROCESSOR # 7", "", "01,02"},
    {"7038", "?", "N3,iso3166999 X..27", "PROCESSOR # 8", "", "01,02"},
    {"7039", "?", "N3,iso3166999 X..27", "PROCESSOR # 9", "", "01,02"},
    {"7040", "", "N1 X1 X1 X1,importeridx", "UIC+EXT"},
    {"7041", "", "X..4,packagetype", "UFRGT UNIT TYPE", "", "00"},
    {"710", "?", "X..20", "NHRN PZN", "", "01"},
    {"711", "?", "X..20", "NHRN CIP", "", "01"},
    {"712", "?", "X..20", "NHRN CN", "", "01"},
    {"713", "?", "X..20", "NHRN DRN", "", "01"},
    {"714", "?", "X..20", "NHRN AIM", "", "01"},
    {"715", "?", "X..20", "NHRN NDC", "", "01"},
    {"716", "?", "X..20", "NHRN AIC", "", "01"},
    {"717", "?", "X..20", "NHRN SRN", "", "01"},
    {"7230", "?", "X2 X..28", "CERT # 1", "", "01,8004"},
    {"7231", "?", "X2 X..28", "CERT # 2", "", "01,8004"},
    {"7232", "?", "X2 X..28", "CERT # 3", "", "01,8004"},
    {"7233", "?", "X2 X..28", "CERT # 4", "", "01,8004"},
    {"7234", "?", "X2 X..28", "CERT # 5", "", "01,8004"},
    {"7235", "?", "X2 X..28", "CERT # 6", "", "01,8004"},
    {"7236", "?", "X2 X..28", "CERT # 7", "", "01,8004"},
    {"7237", "?", "X2 X..28", "CERT # 8", "", "01,8004"},
    {"7238", "?", "X2 X..28", "CERT # 9", "", "01,8004"},
    {"7239", "?", "X2 X..28", "CERT # 10", "", "01,8004"},
    {"7240", "?", "X..20", "PROTOCOL", "", "01,8006", "03"},
    {"7241", "?", "N2,mediatype", "AIDC MEDIA TYPE", "", "8017,8018"},
    {"7242", "?", "X..25", "VCN", "", "8017,8018"},
    {"7250", "?", "N8,yyyymmdd", "DOB", "", "8018", "7251"},
    {"7251", "?", "N8,yyyymmdd N4,hhmi", "DOB TIME", "", "8018", "7250"},
    {"7252", "?", "N1,iso5218", "BIO SEX", "", "8018"},
    {"7253", "?", "X..40,pcenc", "FAMILY NAME", "", "8017,8018", "7256,7259"},
    {"7254", "?", "X..40,pcenc", "GIVEN NAME", "", "8017,8018", "7256,7259"},
    {"7255", "?", "X..10", "SUFFIX", "", "8017,8018", "7256,7259"},
    {"7256", "?", "X..90,pcenc", "FULL NAME", "", "8017,8018"},
    {"7257", "?", "X..70,pcenc", "PERSON ADDR", "", "8018"},
    {"7258", "?", "X3,posinseqslash", "BIRTH SEQUENCE", "", "8018+7259"},
    {"7259", "?", "X..40,pcenc", "BABY", "", "8018", "7256"},
    {"8001", "?", "N4,nonzero N5,nonzero N3,nonzero N1,winding N1", "DIMENSIONS", "", "01"},
    {"8002", "?", "X..20", "CMT No."},
    {"8003", "?", "N1,zero N13,csum,gcppos1 [X..16]", "GRAI", "-"},
    {"8004", "?", "X..30,gcppos1", "GIAI", "7040"},
    {"8005", "?", "N6", "PRICE PER UNIT", "", "01,02"},
    {"8006", "?", "N14,csum,gcppos2 N4,pieceoftotal", "ITIP", "22,10,21", "", "01,03,37"},
    {"8007", "?", "X..34,iban", "IBAN", "", "415"},
    {"8008", "?", "N6,yymmdd N2,hh [N2],mi [N2],ss", "PROD TIME", "", "01,02,03"},
    {"8009", "?", "X..50", "OPTSEN", "", "00,01,03"},
    {"8010", "?", "Y..30,gcppos1", "CPID", "8011"},
    {"8011", "", "N..12,nozeroprefix", "CPID SERIAL", "", "8010"},
    {"8012", "?", "X..20", "VERSION", "", "01,03,8006"},
    {"8013", "?", "X..25,csumalpha,gcppos1", "GMN", "-"},
    {"8014", "", "X..25,csumalpha,gcppos1,hasnondigit", "MUDI", "", "01"},
    {"8017", "?", "N18,csum,gcppos1", "GSRN - PROVIDER", "8019", "", "8018"},
    {"8018", "?", "N18,csum,gcppos1", "GSRN - RECIPIENT", "8019", "", "8017"},
    {"8019", "", "N..10", "SRIN", "", "8017,8018"},
    {"8020", "", "X..25", "REF No.", "", "415"},
    {"8026", "?", "N14,csum,gcppos2 N4,pieceoftotal", "ITIP CONTENT", "", "37", "02,03,8006"},
    {"8030", "?", "Z..90", "DIGSIG", "",
     "00,01+21,03+21,253,255,8003,8004,8006+21,8010+8011,8017,8018"},
    {"8040", "", "N15", "IMEI", "", "01+21"},
    {"8041", "", "N15", "IMEI2", "", "01+21+8040"},
    {"8042", "", "N32", "ESIM", "", "01+21+8040"},
    {"8043", "", "N18 [N..2]", "PSIM", "", "01+21+8040"},
    {"8110", "?", "X..70,couponcode", "COUPON CODE"},
    {"8111", "?", "N4", "POINTS", "", "255"},
    {"8112", "?", "X..70,couponposoffer", "POSITIVE OFFER"},
    {"8200", "", "X..70", "PRODUCT URL", "", "01"},
    {"90", "?", "X..30", "INTERNAL"},
    {"91-99", "?", "X..90", "INTERNAL"},
};
// clang-format on

// ---- The same, for machines; made by the compiler, which also refuses what it cannot read ----

constexpr std::pair<std::string_view, Gs1Check> check_names[] = {
    {"csum", Gs1Check::csum},
    {"csumalpha", Gs1Check::csumalpha},
    {"gcppos1", Gs1Check::gcppos1},
    {"gcppos2", Gs1Check::gcppos2},
    {"yymmd0", Gs1Check::yymmd0},
    {"yymmdd", Gs1Check::yymmdd},
    {"yyyymmdd", Gs1Check::yyyymmdd},
    {"hhmi", Gs1Check::hhmi},
    {"hh", Gs1Check::hh},
    {"mi", Gs1Check::mi},
    {"ss", Gs1Check::ss},
    {"iso3166", Gs1Check::iso3166},
    {"iso3166999", Gs1Check::iso3166999},
    {"iso3166alpha2", Gs1Check::iso3166alpha2},
    {"iso4217", Gs1Check::iso4217},
    {"iso5218", Gs1Check::iso5218},
    {"pieceoftotal", Gs1Check::pieceoftotal},
    {"posinseqslash", Gs1Check::posinseqslash},
    {"pcenc", Gs1Check::pcenc},
    {"iban", Gs1Check::iban},
    {"latitude", Gs1Check::latitude},
    {"longitude", Gs1Check::longitude},
    {"yesno", Gs1Check::yesno},
    {"zero", Gs1Check::zero},
    {"nonzero", Gs1Check::nonzero},
    {"nozeroprefix", Gs1Check::nozeroprefix},
    {"hasnondigit", Gs1Check::hasnondigit},
    {"hyphen", Gs1Check::hyphen},
    {"winding", Gs1Check::winding},
    {"importeridx", Gs1Check::importeridx},
    {"packagetype", Gs1Check::packagetype},
    {"mediatype", Gs1Check::mediatype},
    {"couponcode", Gs1Check::couponcode},
    {"couponposoffer", Gs1Check::couponposoffer},
};

// Takes the text up to the sign, and the sign, off the front.
consteval std::string_view take(std::string_view& text, char sign) {
    const auto end = std::min(text.find(sign), text.size());
    const auto front = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return front;
}

// Not for the compiler: it stops where a row that it cannot read would call this.
void row_is_wrong() {}

consteval std::uint16_t number_of(std::string_view digits) {
    unsigned number = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') row_is_wrong();
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    return static_cast<std::uint16_t>(number);
}

consteval Gs1Check check_of(std::string_view name) {
    for (const auto& [known, check] : check_names) {
        if (known == name) return check;
    }
    row_is_wrong();
    return Gs1Check::none;
}

// "N13,csum,gcppos1", "X..20" or "[N..12]".
consteval Gs1Part part_of(std::string_view text) {
    Gs1Part part;
    part.optional = text.front() == '[';
    std::string_view checks;
    if (part.optional) {
        text.remove_prefix(1);
        checks = text;
        text = take(checks, ']');
        // The checks of an optional part stand behind its bracket: "[N3],iso3166".
        if (!checks.empty()) take(checks, ',');
    } else {
        checks = text;
        text = take(checks, ',');
    }
    part.characters = text.front();
    text.remove_prefix(1);
    const bool up_to = text.starts_with("..");
    if (up_to) text.remove_prefix(2);
    part.most = static_cast<std::uint8_t>(number_of(text));
    part.least = up_to ? 1 : part.most;
    for (auto& check : part.checks) {
        if (checks.empty()) break;
        check = check_of(take(checks, ','));
    }
    if (!checks.empty()) row_is_wrong();
    return part;
}

// "310n", "31nn", "8026".
consteval Gs1Pattern pattern_of(std::string_view text) {
    Gs1Pattern pattern;
    pattern.digits = static_cast<std::uint8_t>(text.size());
    unsigned first = 0, last = 0;
    for (const char c : text) {
        first = first * 10 + (c == 'n' ? 0U : number_of({&c, 1}));
        last = last * 10 + (c == 'n' ? 9U : number_of({&c, 1}));
    }
    pattern.first = static_cast<std::uint16_t>(first);
    pattern.last = static_cast<std::uint16_t>(last);
    return pattern;
}

// "01+21,8006": those between commas are each enough.
consteval std::uint8_t read_patterns(std::string_view text, std::span<Gs1Pattern> into) {
    std::size_t size = 0;
    while (!text.empty()) {
        auto group = take(text, ',');
        while (!group.empty()) {
            if (size == into.size()) row_is_wrong();
            into[size++] = pattern_of(take(group, '+'));
        }
        into[size - 1].ends = true;
    }
    return static_cast<std::uint8_t>(size);
}

consteval Gs1Ai ai_of(const Row& row) {
    Gs1Ai ai;
    auto numbers = row.number;
    const auto first = take(numbers, '-');
    ai.digits = static_cast<std::uint8_t>(first.size());
    ai.first = number_of(first);
    ai.last = numbers.empty() ? ai.first : number_of(numbers);
    ai.fixed = row.flags.find('*') != std::string_view::npos;
    ai.query = row.flags.find('?') != std::string_view::npos;
    ai.title = row.title;
    ai.key = !row.key.empty();
    if (row.key != "-") ai.qualifiers = row.key;
    for (auto format = row.format; !format.empty();) {
        const auto part = part_of(take(format, ' '));
        if (ai.parts_size == ai.parts_.size()) row_is_wrong();
        ai.parts_[ai.parts_size++] = part;
        ai.most = static_cast<std::uint8_t>(ai.most + part.most);
        if (!part.optional) ai.least = static_cast<std::uint8_t>(ai.least + part.least);
    }
    ai.needs_size = read_patterns(row.needs, ai.needs_);
    ai.excludes_size = read_patterns(row.excludes, ai.excludes_);
    return ai;
}

consteval auto all_ais() {
    std::array<Gs1Ai, std::size(rows)> ais;
    for (std::size_t i = 0; i < ais.size(); ++i) ais[i] = ai_of(rows[i]);
    return ais;
}

constexpr auto ais = all_ais();
static_assert(ais.size() < 255, "their places are counted in bytes");

constexpr unsigned scale_of(std::size_t digits) {
    return digits == 2 ? 100 : digits == 3 ? 10 : 1;
}

// By the number with zeros behind it, up to four digits: one more than its place, or 0.
consteval auto all_places() {
    std::array<std::uint8_t, 10'000> places{};
    for (std::size_t i = 0; i < ais.size(); ++i) {
        const auto scale = scale_of(ais[i].digits);
        for (unsigned at = ais[i].first * scale; at < (ais[i].last + 1U) * scale; ++at) {
            if (places[at] != 0) row_is_wrong();
            places[at] = static_cast<std::uint8_t>(i + 1);
        }
    }
    return places;
}

// By the first two digits: all that begin alike are as long.
consteval auto all_sizes() {
    std::array<std::uint8_t, 100> sizes{};
    for (const auto& ai : ais) {
        const auto scale = ai.digits == 2 ? 1U : ai.digits == 3 ? 10U : 100U;
        for (unsigned begin = ai.first / scale; begin <= ai.last / scale; ++begin) {
            if (sizes[begin] != 0 && sizes[begin] != ai.digits) row_is_wrong();
            sizes[begin] = ai.digits;
        }
    }
    return sizes;
}

constexpr auto places = all_places();
constexpr auto sizes = all_sizes();

}  // namespace

std::size_t gs1_ai_size(std::string_view text) {
    if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) return 0;
    return sizes[static_cast<std::size_t>((text[0] - '0') * 10 + (text[1] - '0'))];
}

const Gs1Ai* find_gs1_ai(std::string_view number) {
    if (number.size() < 2 || number.size() > 4) return nullptr;
    std::size_t at = 0;
    for (const char c : number) {
        if (!is_digit(c)) return nullptr;
        at = at * 10 + static_cast<std::size_t>(c - '0');
    }
    const auto place = places[at * scale_of(number.size())];
    if (place == 0) return nullptr;
    const auto& ai = ais[place - 1U];
    return ai.digits == number.size() ? &ai : nullptr;
}

std::span<const Gs1Ai> gs1_ais() {
    return ais;
}

}  // namespace aisle
